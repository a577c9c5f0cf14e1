"""The pages of docs/ do what they say: their files are saved, their commands typed, their output compared."""
