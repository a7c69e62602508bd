"""Say from finished attempts which questions measure something, and which want mending.

Everything here is pure and for display: no figure of it grades an answer or passes a paper. Sums
are exact, and become binary numbers only under a root, so that the order of the attempts never
shows in a figure.
"""
