"""Curves of a series as an SVG file: no library for it may be expected on a server."""
import math

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT = 420, 260, 64, 34, 40, 20


def ticks(low, high):
    """Powers of ten around the values."""
    return [10.0**e for e in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def label(value):
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def text(x, y, words, size=11, anchor="middle"):
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" text-anchor="{anchor}">{words}</text>'


def panel(name, axis, points, offset):
    """One metric, both axes logarithmic. points: pairs, both above 0."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    across, up = ticks(min(xs), max(xs)), ticks(min(ys) * 0.9, max(ys) * 1.1)

    def place(value, of, start, end):
        span = math.log10(of[-1] / of[0]) or 1
        return start + (end - start) * math.log10(value / of[0]) / span

    def at(x, y):
        return place(x, across, LEFT, WIDTH - RIGHT), offset + place(y, up, HEIGHT - BOTTOM, TOP)

    left, right, top, bottom = LEFT, WIDTH - RIGHT, offset + TOP, offset + HEIGHT - BOTTOM
    parts = [text(WIDTH / 2, top - 14, name, 13), text(WIDTH / 2, bottom + 32, axis)]
    for x in across:
        parts += [f'<path d="M{at(x, up[0])[0]:.1f} {top}V{bottom}" stroke="#ddd"/>', text(at(x, up[0])[0], bottom + 16, label(x))]
    for y in up:
        parts += [f'<path d="M{left} {at(across[0], y)[1]:.1f}H{right}" stroke="#ddd"/>', text(left - 6, at(across[0], y)[1] + 4, label(y), anchor="end")]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*p) for p in points))
    parts.append(f'<polyline points="{line}" fill="none" stroke="#06c" stroke-width="2"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#06c"/>' for x, y in (at(*p) for p in points)]
    return parts


def write(path, axis, metrics):
    """metrics: name -> pairs of x and y; each gets a panel of its own, below the one before."""
    parts = [part for i, (name, points) in enumerate(metrics.items()) for part in panel(name, axis, points, i * HEIGHT)]
    size = f'viewBox="0 0 {WIDTH} {HEIGHT * len(metrics)}" width="{WIDTH}" height="{HEIGHT * len(metrics)}"'
    with open(path, "w") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" fill="#222">\n')
        file.write('<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n")
