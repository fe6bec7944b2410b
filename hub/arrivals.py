"""What other rooms do when somebody proves that an address is theirs; accounts calls it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

Arrival = Callable[[int, str, datetime], Awaitable[None]]

# Person id, address and time; called inside the transaction that signs the person in or confirms the address.
arrivals: list[Arrival] = []
