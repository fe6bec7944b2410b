"""The periods that the deletion plan names; each feature brings the purge that keeps them."""

from hub.privacy.declare import Rule

UNTIL_ERASED = Rule("account", "until the person erases the account")
GUEST = Rule("guest", "the last session of a guest", 30)
BOOKING = Rule("booking", "the session; then only the number is kept", 90)
JOIN_LOG = Rule("join_log", "entering a room", 14)
RATE = Rule("rate", "the attempt", 7)
MAIL = Rule("mail", "delivery; the text goes at once, the rest after that", 30)
AUDIT = Rule("audit", "the action", 365)
SIGN_IN = Rule("sign_in", "the last use of the device", 90)
CODE = Rule("code", "the code was asked for", 1)
NEEDS = Rule("needs", "the session", 7)
UPLOAD = Rule("upload", "a programme file was uploaded", 1)
REPORT = Rule("report", "the report was closed", 365)
WHILE_PUBLIC = Rule("published", "as long as the organisation or session is published")
ERASURE = Rule("erasure", "as long as an older backup could bring the person back")
