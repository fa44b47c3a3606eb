"""A learner's right answers to the exercises of lesson 08, as they are typed into its cells."""

CLASS = """
class Value:
    def __init__(self, data, parents=(), slopes=(), made_by=""):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes
        self.made_by = made_by

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0), "+")

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data), "*")

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __pow__(self, n):
        return power(self, n)

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other
"""
POWER = """
def power(v, n):
    return Value(v.data**n, (v,), (n * v.data ** (n - 1),), f"**{n}")
"""
ORDER = """
def topological_order(root):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order
"""
SWEEP = """
def backward(root):
    root.grad = 1.0
    for node in reversed(topological_order(root)):
        for parent, slope in zip(node.parents, node.slopes):
            parent.grad += slope * node.grad
"""
FIT = """
def fit(model, xs, ys, lr, steps):
    history = []
    for step in range(steps):
        loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys)) / len(xs)
        for p in model.parameters():
            p.grad = 0.0
        backward(loss)
        for p in model.parameters():
            p.data -= lr * p.grad
        history.append(loss.data)
    return history
"""
UNBROADCAST = """
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad
"""
NOTEBOOK = {
    "Value": CLASS,
    "power": POWER,
    "topological_order": ORDER,
    "backward": SWEEP,
    "fit": FIT,
    "unbroadcast": UNBROADCAST,
}
