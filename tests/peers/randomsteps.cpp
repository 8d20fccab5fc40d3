#include "tests/peers/randomsteps.h"

namespace checkwatch::peers {

QByteArray RandomSteps::list()
{
    QByteArray out;
    for (int left = 1 + number(5); left > 0; --left) {
        out += (out.isEmpty() ? "" : ", ") + step();
    }
    return '[' + out + ']';
}

QByteArray RandomSteps::name()
{
    if (number(3) == 0) {
        return m_of == Of::Targets ? oneOf({"__address__", "job", "__metrics_path__", "__param_scope", "instance"})
                                   : oneOf({"__name__", "__name__", "job", "instance"});
    }
    return oneOf({"a", "b", "c", "server", "none"});
}

QByteArray RandomSteps::sources(bool separated)
{
    QByteArray out = "source_labels: [" + name();
    for (int more = number(3); more > 0; --more) {
        out += ", " + name();
    }
    return out + (separated && number(3) == 0 ? "], separator: '" + oneOf({"", "-", "\xc3\xa4", "/"}) + '\'' : "]");
}

QByteArray RandomSteps::regex()
{
    return "regex: '"
        + oneOf({"(.*)", "", "web-(\\d+)", "(\\w+)-(.*)", "x|y|z.*", "(?P<n>[a-z]+).*", ".+;.*", "(?i)WEB.*",
                 "([^;]*);?(.*)", "127.*", "a.b", "\xc3\xa4+.*"})
        + '\'';
}

QByteArray RandomSteps::step()
{
    const QByteArray target = "target_label: '" + oneOf({"a", "b", "c", "server", "new", "instance"}) + '\'';
    switch (number(14)) {
    case 0: return "{action: keep, " + sources() + ", regex: '.*[^q].*'}";
    case 1: return "{action: drop, " + sources() + ", " + regex() + '}';
    case 2:
        return "{action: hashmod, " + sources() + ", modulus: " + oneOf({"1", "7", "1000", "18446744073709551615"})
            + ", " + target + '}';
    case 3:
        return "{action: labelmap, regex: '" + oneOf({"(a|b)", "s(.*)", "(.)", "(?P<x>[abc])"}) + "', replacement: '"
            + oneOf({"m_$1", "$1", "${1}_x"}) + "'}";
    case 4: return "{action: labeldrop, regex: '" + oneOf({"a", "[bc]", "ser.*", "n"}) + "'}";
    case 5:
        return "{action: labelkeep, regex: '"
            + oneOf(
                   {"__.*|[ab]|job", m_of == Of::Targets ? "__.*|.*e.*" : "__.*|job|.*e.*", "__.*|instance|job|server"})
            + "'}";
    case 6: return "{action: lowercase, " + sources() + ", " + target + '}';
    case 7: return "{action: Uppercase, " + sources() + ", " + target + '}';
    case 8: return "{action: keepequal, " + sources(false) + ", " + target + '}';
    case 9: return "{action: dropequal, " + sources(false) + ", " + target + '}';
    default:
        return '{' + sources() + ", " + regex() + ", target_label: '"
            + oneOf({"a", "b", "c", "server", "new", "$1", "x_$1", "${n}", "instance"}) + "', replacement: '"
            + oneOf({"$1", "$2", "", "x-$1", "${n}", "$1y", "$$", "$", "${1}y", "$1_$2", "fixed"}) + "'}";
    }
}

} // namespace checkwatch::peers
