"""A sentence from a chat becomes changes: names become rows, commands become the areas' own actions, one unit of work.

What is not sure waits for an answer, what was wrong is corrected or taken back. Nothing is written without a line that
says so.
"""
