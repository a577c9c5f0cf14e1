"""Plans: known queries compiled to what they read and to a function from rows to the bytes of the answer.

A plan writes the whole answer without an error, or it declines and the executor answers. So every error is
worded in one place, and what plans do not cover is merely slower.
"""
