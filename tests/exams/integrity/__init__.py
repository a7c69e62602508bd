"""Tests of what is noticed about attempts."""
