"""Valid Mermaid diagrams by chance: what a seed draws, it always draws."""

from __future__ import annotations

from random import Random

NAMES = ("A", "B", "api", "web-app", "order_service", "db1", "X9", "Überweisung", "svc.core", "a.b", "check.out-2",
         "v", "x1", "order")
WORDS = ("orders", "Order Service", "gRPC", "POST /orders", "publish order.created", "99.9 %", "a, b", "日本語",
         "naïve", "x", "o", "text!", "user's", "a - b", "100", "read & write", "#quot;hi#quot;",
         "fa:fa-database store")
QUOTED = (*WORDS, "with (parens)", "[list]", "{id}", "a | b", "line<br/>break", "two\nlines", "end", "--> not a link",
          "a;b")
SHAPES = (("[", "]"), ("(", ")"), ("([", "])"), ("[[", "]]"), ("[(", ")]"), ("((", "))"), ("{", "}"), ("{{", "}}"),
          (">", "]"), ("[/", "/]"), ("[\\", "\\]"), ("[/", "\\]"), ("(((", ")))"))
LINKS = ("-->", "---", "-.->", "==>", "--->", "-..->", "===", "<-->", "--x", "--o", "x--x", "o--o", "<-.->",
         "~~~", "-.-")
LABELLED = LINKS[:8]
TEXT_LINKS = (("--", "-->"), ("--", "---"), ("-.", ".->"), ("==", "==>"), ("<--", "-->"), ("--", "--o"))
LINK_TEXTS = ("text", "reads from", "gRPC call", '"a (b)"', "a, b")
BREAKS = (" {} ", " {}\n  ", "\n  {} ")
BETWEEN = ("%% a --> comment", "", "  ", "classDef c fill:#fff,stroke:#000", "class A c", "direction LR",
           "linkStyle default stroke:#f00", 'click A "https://example.org" "tip; tip"')
ARROWS = ("->>", "-->>", "->", "-->", "-x", "--x", "-)", "--)", "<<->>", "<<-->>", "-|\\", "--//")
ACTORS = ("Alice", "Bob", "Order Service", "api-gateway", "DB main", "Überweisung", "a.b", "svc_1", "🚀 Launcher",
          "K8s Pod")
MESSAGES = ("hello", "GET /orders?id=1", "200 OK", "publish event", "", "a -> b", '{ "a": 1 }', "x: y", "99.9 %",
            "日本語", "a<br/>b", "#59; kept", "respond")
BLOCKS = (("loop", ""), ("alt", "else"), ("opt", ""), ("par", "and"), ("critical", "option"), ("break", ""),
          ("rect rgb(1, 2, 3)", ""))
ELEMENTS = ("Person", "System", "SystemDb", "System_Ext", "Container", "ContainerQueue", "Component", "ContainerDb_Ext")
BOUNDARIES = ("System_Boundary", "Boundary", "Deployment_Node")
RELATIONS = ("Rel", "Rel_D", "BiRel", "Rel_Up")
TECHNOLOGIES = ("", ', "HTTPS/JSON"', ', $techn="gRPC"')
ICONS = ("", "(server)", "(database)", "(disk)", "(logos:apache-kafka)")
SIDES = ("--", "-->", "<-->", "-[reads]-", "-[a b]->")
DAMAGE = "\"[](){}|;:-=<>~&#%@,\n\t ox\\/`'\0\u2028é🚀"
ODD_NAMES = (("a.b", "a/b"), ("DB main", "DB (main)"))  # which not every reader takes


def flowchart(seed: int) -> str:
    """Returns a flowchart."""
    random = Random(seed)
    head = random.choice(["graph", "flowchart"]) + random.choice([" LR", " TD", " TB", ""])
    lines = [head, *_flow_lines(random, random.randint(1, 12), 0)]
    return "\n".join(lines) + random.choice(["", "\n", "\n\n"])


def sequence(seed: int) -> str:
    """Returns a sequence diagram."""
    random = Random(seed)
    lines = ["sequenceDiagram"]
    for actor in random.sample(ACTORS, random.randint(0, 4)):
        alias = "" if " " in actor or random.random() < 0.4 else f" as {random.choice(WORDS)}"
        lines.append(f"  {random.choice(['participant', 'actor'])} {actor}{alias}")
    if random.random() < 0.3:
        title = f"{random.choice(['Aqua', 'rgb(1, 2, 3)', ''])} {random.choice(['Inner', 'The cloud'])}"
        lines += [f"  box {title}", "    participant Boxed", "  end"]
    return "\n".join([*lines, *_sequence_lines(random, random.randint(1, 12), 0)]) + "\n"


def c4(seed: int) -> str:
    """Returns a C4 diagram."""
    random = Random(seed)
    lines, names, depth = ["C4Container"], [], 0
    for number in range(random.randint(2, 8)):
        names.append(f"n{number}")
        if random.random() < 0.3:
            lines.append(f'{random.choice(BOUNDARIES)}(b{number}, "Around {number}") {{')
            depth += 1
        label, more = random.choice(["Web (app)", "Orders", "a, b"]), random.choice(["Go", "Java and Spring"])
        lines.append(f'{random.choice(ELEMENTS)}(n{number}, "{label}", "{more}")')
        if depth and random.random() < 0.4:
            lines.append("}")
            depth -= 1
    lines += ["}"] * depth
    for one, other in _pairs(random, names):
        label = random.choice(["uses", "reads (from)", "a, b"])
        lines.append(f'{random.choice(RELATIONS)}({one}, {other}, "{label}"{random.choice(TECHNOLOGIES)})')
    return "\n".join(lines) + "\n"


def architecture(seed: int) -> str:
    """Returns an architecture diagram."""
    random = Random(seed)
    lines = ["architecture-beta", "  group g(cloud)[Cloud]", "  group h[Inner] in g"]
    names = [f"s{number}" for number in range(random.randint(2, 6))]
    for name in names:
        title, group = random.choice(["API", "Orders DB"]), random.choice(["", " in g", " in h"])
        lines.append(f"  service {name}{random.choice(ICONS)}[{title}]{group}")
    for one, other in _pairs(random, names):
        lines.append(f"  {one}:{random.choice('LRTB')} {random.choice(SIDES)} {random.choice('LRTB')}:{other}")
    return "\n".join(lines) + "\n"


def damaged(text: str, seed: int) -> str:
    """Returns a text with something taken out, doubled or put in, mostly where it matters."""
    random = Random(seed)
    for name, odd in ODD_NAMES:
        text = text.replace(name, odd)
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(text) + 1)
        match random.randrange(3):
            case 0:
                text = text[:at] + text[at + random.randint(1, 4) :]
            case 1:
                text = text[:at] + text[max(at - random.randint(1, 6), 0) :]
            case _:
                text = text[:at] + random.choice(DAMAGE) + text[at:]
    return text


def _pairs(random: Random, names: list[str]) -> list[tuple[str, str]]:
    pairs = [(one, other) for one in names for other in names if one != other]
    return random.sample(pairs, min(len(pairs), random.randint(1, 6)))


def _flow_lines(random: Random, count: int, depth: int) -> list[str]:
    lines: list[str] = []
    for number in range(count):
        kind = random.random()
        if kind < 0.1 and depth < 3:
            name = f"s{depth}{number}"
            titles = [name, f"{name}[Title {number}]", f'"Quoted {number}"', f"Two words {number}"]
            inner = _flow_lines(random, random.randint(1, 4), depth + 1)
            lines += [f"subgraph {random.choice(titles)}", *inner, "end"]
        elif kind < 0.2:
            lines.append(random.choice(BETWEEN))
        else:
            lines.append(_chain(random) + random.choice(["", "", ";", "; " + _chain(random), "  "]))
    return [f"{random.choice(['', '  ', '    '])}{line}" for line in lines]


def _chain(random: Random) -> str:
    text = _group(random)
    for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
        text += _link(random) + _group(random)
    return text


def _group(random: Random) -> str:
    return " & ".join(_node(random) for _ in range(random.choice([1, 1, 1, 1, 2, 3])))


def _node(random: Random) -> str:
    name = random.choice(NAMES)
    kind = random.random()
    if kind < 0.05:
        label = random.choice(["Orders", "a, b"])
        return f'{name}@{{ shape: {random.choice(["cyl", "das", "rect"])}, label: "{label}" }}'
    if kind < 0.45:
        opening, closing = random.choice(SHAPES)
        label = _label(random)
        is_slanted = opening in ("[/", "[\\")
        name += "" if is_slanted and "/" in label else opening + label + closing
    return name + (":::c" if random.random() < 0.1 else "")


def _link(random: Random) -> str:
    kind = random.random()
    if kind < 0.35:
        return f" {random.choice(LABELLED)}{random.choice(['', ' '])}|{_label(random)}| "
    if kind < 0.5:
        opening, closing = random.choice(TEXT_LINKS)
        return f" {opening} {random.choice(LINK_TEXTS)} {closing} "
    return random.choice(BREAKS).format(random.choice(LINKS))


def _label(random: Random) -> str:
    return random.choice(WORDS) if random.random() < 0.5 else f'"{random.choice(QUOTED)}"'


def _sequence_lines(random: Random, count: int, depth: int) -> list[str]:
    lines: list[str] = []
    for _ in range(count):
        kind = random.random()
        if kind < 0.15 and depth < 3:
            lines += _block(random, depth)
        elif kind < 0.3:
            one, other = random.choice(ACTORS), random.choice(ACTORS)
            lines.append(random.choice([f"Note over {one},{other}: a->>b: c", f"Note right of {one}: text",
                                        "%% a->>b: comment", "", "autonumber", f"activate {one}", "# comment"]))
        else:
            blank = random.choice(["", " "])
            arrow = f"{blank}{random.choice(ARROWS)}{random.choice(['', '+'])}{blank}"
            text = random.choice(MESSAGES) + random.choice(["", "", ";", " # comment"])
            lines.append(f"{random.choice(ACTORS)}{arrow}{random.choice(ACTORS)}{blank}: {text}")
    return [f"{random.choice(['', '  ', '    '])}{line}" for line in lines]


def _block(random: Random, depth: int) -> list[str]:
    word, branch = random.choice(BLOCKS)
    lines = [f"{word} {random.choice(['', 'often', 'a -> b: c'])}"]
    lines += _sequence_lines(random, random.randint(1, 3), depth + 1)
    if branch and random.random() < 0.7:
        lines += [f"{branch} otherwise", *_sequence_lines(random, random.randint(1, 3), depth + 1)]
    return [*lines, "end"]
