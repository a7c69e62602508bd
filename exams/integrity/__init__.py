"""Find what a person may want to look at about attempts, and decide nothing.

A signal accuses nobody. It stands on the console with what it means and what it does not, for
somebody to look at and to dismiss; no score, pass or award hangs on one. Whoever fails gains
nothing, so there is a signal only where an attempt was passed.
"""
