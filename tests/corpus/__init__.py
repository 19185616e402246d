"""Working folders kept outside the repository, to see that a changed structure changes no result.

``python -m tests.corpus.make`` made them once, with the code of commit e1aa540;
``python -m tests.corpus.compare`` works through them again and says what differs.
"""
