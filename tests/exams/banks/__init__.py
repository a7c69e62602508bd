"""Tests of the question banks that ship with the program."""
