"""The grader of Neural Network Basics."""
