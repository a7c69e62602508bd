"""Tests of what statistics say of finished attempts."""
