"""What the mistakes and the accepted answers of `count_parameters` share."""


def count_with_loop(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += (sizes[i - 1] + 1) * sizes[i]
    return total
