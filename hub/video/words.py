"""Why somebody cannot come in, in words."""

from hub.i18n import message

WORDS = {
    "not_in_draft": message("This is not published yet."),
    "not_in_cancelled": message("This does not take place."),
    "not_in_waiting": message("You are on the waiting list. As soon as a seat is yours, you can come in here."),
    "not_in_unconfirmed": message("Please confirm your seat by the mail we sent; then you can come in here."),
    "not_in_no_seat": message("To come in you need a seat. If you have one, use the link in your mail, or sign in."),
    "not_in_sign_in": message("This is for people with an account. Please sign in first."),
    "not_in_others": message("This session is for others. If you think you belong to them, please ask the editors."),
    "door_early": message("The door is not open yet."),
    "door_over": message("This is over, and the room is closed."),
    "no_room": message("The room has not been set up yet. The hosts can see that."),
    "name_missing": message("Please say by what name the others may call you."),
    "room_elsewhere": message("The room is elsewhere: make a new one there and give its link here."),
    "link_not_https": message("Please give a link that begins with https://."),
}
