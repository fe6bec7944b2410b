"""The one way in which an action says no."""


class Refused(Exception):
    """An action was refused for a reason that the person can be told.

    `code` names the reason ("full", "not_yours"); `values` fill its sentence. Pages turn both into words
    (`hub.web.words`); actions never write prose.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
