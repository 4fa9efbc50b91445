"""Makes the data of the example projects: made-up people, the same from the same seed.

python -m examples.make            # writes the files of all examples again
"""
