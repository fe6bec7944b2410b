"""What an administrator must have written before an installation may serve."""


async def missing() -> list[str]:
    """One line for each footer page without which the law forbids to serve."""
    return []
