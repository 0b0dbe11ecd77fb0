"""What serves the learner in a notebook: quizzes, the record of progress, source code shown."""
