"""Who uses the program."""

from typing import Literal

from simulator.domain.base import Frozen
from simulator.domain.errors import AccessDenied

Role = Literal["guest", "trainee", "trainer", "admin"]


class Person(Frozen):
    """Somebody who is signed in.

    Attributes:
        id: Opaque id, stable for ever.
        name: As shown to others; untrusted text.
        role: What the person may do; a guest's calls count for nobody.
    """

    id: str
    name: str
    role: Role

    @property
    def trains(self) -> bool:
        """True for trainers and administrators."""
        return self.role in ("trainer", "admin")

    def must_train(self) -> None:
        """Raise unless the person is a trainer or administrator.

        Raises:
            AccessDenied: For everybody else.
        """
        if not self.trains:
            raise AccessDenied("trainers_only")
