"""Why a seat could not be had, in words."""

from hub.i18n import message

# What somebody reads who has given something up, by the state that it was in.
CANCELLED = {
    "confirmed": message("Your seat is cancelled."),
    "held": message("Your seat is cancelled."),
    "waiting": message("You are no longer on the waiting list."),
}
CANCELLED_FOR = {
    "confirmed": message("The seat of %(name)s is cancelled."),
    "held": message("The seat of %(name)s is cancelled."),
    "waiting": message("%(name)s is no longer on the waiting list."),
}
WORDS = {
    "already": message("There is a seat for this person already."),
    "full": message("All seats are taken."),
    "not_open": message("Signing up is not possible at the moment."),
    "over": message("This is over; signing up is no longer possible."),
    "no_booking_needed": message("No seat is needed here: just come in when it begins."),
    "sign_in_first": message("This is for people with an account. Please sign in first."),
    "not_for_you": message("This session is for others. If you think you belong to them, please ask the editors."),
    "too_many_holds": message("You hold %(most)s seats that are not confirmed yet. Please confirm or wait."),
    "too_many_unconfirmed": message(
        "Too many seats wait for a confirmation right now. Please try again in an hour, or sign in."
    ),
    "event_first": message("Please sign up for “%(event)s” first; then you can choose sessions."),
}
