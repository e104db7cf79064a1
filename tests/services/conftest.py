"""What the tests of the services share."""

from tests.services.university import university

__all__ = ["university"]
