"""Tests of the exam pages, over HTTP and in a real browser."""
