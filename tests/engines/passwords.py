"""Argon2 with the least cost: real hashes, which the real site can check too."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The parameters stand in the hash itself."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
