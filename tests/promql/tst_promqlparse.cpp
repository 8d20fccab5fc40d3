#include "models/promql/ast.h"
#include "models/promql/functions.h"

#include <QTest>

namespace tst_promqlparse {

using namespace checkwatch;

namespace {

QString printed(const std::string& text)
{
    const auto expr = promql::parse(text);
    return QString::fromStdString(expr.ok() ? promql::print(**expr) : "error: " + expr.error().text());
}

} // namespace

/// Grammar, typing and normal form of expressions, as Prometheus 2.42 has them (guides: prometheus 2.1).
class TestPromqlParse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void normalForm_data();
    void normalForm();
    void errors_data();
    void errors();
    void binding_data();
    void binding();
    void depthIsLimited_data();
    void depthIsLimited();
    void keywordsAsNames();
    void functionsAreSeventyAndFour();
    void names();
};

void TestPromqlParse::normalForm_data()
{
    QTest::addColumn<QString>("printed");
    const auto row = [](const char* text, const char* normal) { QTest::newRow(text) << QString(normal); };
    row("SUM(a)BY(x , y)", "sum by (x, y) (a)");
    row("sum without () (b)", "sum without () (b)");
    row("sum by () (b)", "sum(b)");
    row("count_values ( 'x',a )", "count_values(\"x\", a)");
    row("topk by(x)(5,a)", "topk by (x) (5, a)");
    row("a{c!~'w',b=~\"x|y\"}", "a{b=~\"x|y\",c!~\"w\"}");
    row("{__name__='x'}", "{__name__=\"x\"}");
    row("a[90m]offset-1d", "a[1h30m] offset -1d");
    row("a offset 5m @ 5", "a @ 5.000 offset 5m");
    row("a @ -0.5", "a @ -0.500");
    row("a[5m] @start()", "a[5m] @ start()");
    row("rate(a[1m])[8d:30s] offset 1w", "rate(a[1m])[8d:30s] offset 1w");
    row("a[5m x]", "a[5m:]");
    row("a+on(x)group_left b", "a + on (x) group_left () b");
    row("a+ignoring()group_right(x)b", "a + ignoring () group_right (x) b");
    row("a+ignoring(x)group_right(y,z)b", "a + ignoring (x) group_right (y, z) b");
    row("a+ignoring()b", "a + b");
    row("a == bool 1", "a == bool 1");
    row("a and on() b", "a and on () b");
    row("-a", "-a");
    row("- - -1", "-1");
    row("- -a", "--a");
    row("'\\x41\\u00e4'", "\"A\xc3\xa4\"");
    row("`a\\nb`", "\"a\\\\nb\"");
    row("010 + 08 + 0x1F", "8 + 8 + 31");
    row("1e6", "1e+06");
    row("12345678.5", "1.23456785e+07");
    row("99999999999999999999", "1e+20");
    row("inF", "+Inf");
    row("-inf", "-Inf");
    row("nAn", "NaN");
    row("Inf^2", "Inf ^ 2");
    row("a # comment\n+ b", "a + b");
    row("{__name__=\"\", x=\"1\"}", "{__name__=\"\",x=\"1\"}");
}

void TestPromqlParse::normalForm()
{
    QFETCH(QString, printed);
    QCOMPARE(tst_promqlparse::printed(QTest::currentDataTag()), printed);
    QCOMPARE(tst_promqlparse::printed(printed.toStdString()), printed);
}

void TestPromqlParse::errors_data()
{
    QTest::addColumn<QString>("error");
    const auto row = [](const char* text, const char* error) { QTest::newRow(text) << QString(error); };
    row("", "1:1: parse error: no expression found in input");
    row("foo{", "1:5: parse error: unexpected end of input inside braces");
    row("1 +", "1:4: parse error: unexpected end of input");
    row("(1", "1:3: parse error: unclosed left parenthesis");
    row("1)", "1:3: parse error: unexpected right parenthesis ')'");
    row("a[5m", "1:5: parse error: unclosed left bracket");
    row("a[]", "1:3: parse error: missing unit character in duration");
    row("a[1.5m]", "1:3: parse error: not a valid duration string: \"1.5m\"");
    row("a[30m1h]", "1:3: parse error: not a valid duration string: \"30m1h\"");
    row("a[0s]", "1:3: parse error: duration must be greater than 0");
    row("a[5m 3]", "1:6: parse error: unexpected number \"3\" in subquery or range, expected \":\" or \"]\"");
    row("(a)[5m]", "1:4: parse error: ranges only allowed for vector selectors");
    row("1[5m:1m]", "1:1: parse error: subquery is only allowed on instant vector, got scalar instead");
    row("a offset", "1:9: parse error: unexpected end of input in offset, expected duration");
    row("a offset 1m offset 1m", "1:1: parse error: offset may not be set multiple times");
    row("a offset 5m[5m]", "1:12: parse error: no offset modifiers allowed before range");
    row("a @ foo", "1:5: parse error: unexpected identifier \"foo\" in @, expected timestamp");
    row("sum a", "1:5: parse error: unexpected identifier \"a\"");
    row("sum()", "1:1: parse error: no arguments for aggregate expression provided");
    row("sum(a, b)",
        "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 1, got 2");
    row("sum(a + )", "1:9: parse error: unexpected \")\" in aggregation");
    row("sum by (a b) (c)", "1:11: parse error: unexpected identifier \"b\" in grouping opts, expected \",\" or \")\"");
    row("topk(a, a)", "1:6: parse error: expected type scalar in aggregation parameter, got instant vector");
    row("rate(a)", "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector");
    row("rate()", "1:1: parse error: expected 1 argument(s) in call to \"rate\", got 0");
    row("round()", "1:1: parse error: expected at least 1 argument(s) in call to \"round\", got 0");
    row("round(a, 1, 2)", "1:1: parse error: expected at most 2 argument(s) in call to \"round\", got 3");
    row("Rate(a[5m])", "1:1: parse error: unknown function with name \"Rate\"");
    row("abs(a,)", "1:6: parse error: trailing commas not allowed in function call args");
    row("{}", "1:1: parse error: vector selector must contain at least one non-empty matcher");
    row("{a=~\".*\"}", "1:1: parse error: vector selector must contain at least one non-empty matcher");
    row("a{__name__=\"b\"}", "1:1: parse error: metric name must not be set twice: \"a\" or \"b\"");
    row("a{,}", "1:3: parse error: unexpected \",\" in label matching, expected identifier or \"}\"");
    row("1 == 1", "1:3: parse error: comparisons between scalars must use BOOL modifier");
    row("a + bool 1", "1:3: parse error: bool modifier can only be used on comparison operators");
    row("a and 1", "1:1: parse error: set operator \"and\" not allowed in binary scalar expression");
    row("a and on(x) group_left b", "1:1: parse error: no grouping allowed for \"and\" operation");
    row("a + on(x) 1", "1:1: parse error: vector matching only allowed between instant vectors");
    row("a + on(x) group_left(x) b", "1:3: parse error: label \"x\" must not occur in ON and GROUP clause at once");
    row("a[5m] + 1", "1:1: parse error: binary expression must contain only scalar and instant vector types");
    row("-a[5m]",
        "1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got \"range "
        "vector\"");
    row("\"fo\\q\"", "1:1: parse error: unknown escape sequence U+0071 'q'");
    row("'abc", "1:1: parse error: unterminated quoted string");
    row("a =~ b", "1:3: parse error: unexpected character after '=': '~'");
    row("a ? b", "1:3: parse error: unexpected character: '?'");
    row("1_000", "1:1: parse error: bad number or duration syntax: \"1\"");
    row("a +\n\n  b c", "3:5: parse error: unexpected identifier \"c\"");
}

void TestPromqlParse::errors()
{
    QFETCH(QString, error);
    QCOMPARE(printed(QTest::currentDataTag()), "error: " + error);
}

void TestPromqlParse::binding_data()
{
    QTest::addColumn<QString>("same");
    const auto row = [](const char* text, const char* same) { QTest::newRow(text) << QString(same); };
    row("a or b and c", "a or (b and c)");
    row("a and b unless c", "(a and b) unless c");
    row("a and b == c", "a and (b == c)");
    row("a > b < c", "(a > b) < c");
    row("a == b + c", "a == (b + c)");
    row("a - b - c", "(a - b) - c");
    row("a + b * c", "a + (b * c)");
    row("a * b % c / d atan2 e", "(((a * b) % c) / d) atan2 e");
    row("a ^ b ^ c", "a ^ (b ^ c)");
    row("-a ^ b", "-(a ^ b)");
    row("-a * b", "(-a) * b");
    row("a ^ -b * c", "(a ^ (-b)) * c");
    row("a ^ b offset 5m", "a ^ (b offset 5m)");
}

/// Both sides, without the parentheses that only say what the other side leaves out, have the same shape.
void TestPromqlParse::binding()
{
    QFETCH(QString, same);
    const auto shape = [](const std::string& text) {
        const auto expr = promql::parse(text);
        const auto walk = [](const auto& self, const promql::Expr& node) -> std::string {
            const promql::Expr& inner = promql::unwrapped(node);
            if (inner.kind == promql::ExprKind::Binary) {
                const auto& binary = promql::as<promql::Binary>(inner);
                return '(' + self(self, *binary.left) + std::to_string(int(binary.op)) + self(self, *binary.right)
                    + ')';
            }
            if (inner.kind == promql::ExprKind::Unary) {
                return "-(" + self(self, *promql::as<promql::Unary>(inner).inner) + ')';
            }
            return promql::print(inner);
        };
        return expr.ok() ? QString::fromStdString(walk(walk, **expr)) : QString();
    };
    QVERIFY(!shape(QTest::currentDataTag()).isEmpty());
    QCOMPARE(shape(QTest::currentDataTag()), shape(same.toStdString()));
}

void TestPromqlParse::depthIsLimited_data()
{
    QTest::addColumn<QString>("text");
    const int many = 100'000;
    QTest::newRow("parentheses") << QString(many, '(');
    QTest::newRow("signs") << QString(many, '-') + 'a';
    QTest::newRow("powers") << QString("2^").repeated(many) + '2';
    QTest::newRow("sums") << QString("a+").repeated(many) + 'a';
    QTest::newRow("calls") << QString("abs(").repeated(many);
    QTest::newRow("aggregations") << QString("sum(").repeated(many);
    QTest::newRow("subqueries") << "a" + QString("[5m:]").repeated(many);
}

void TestPromqlParse::depthIsLimited()
{
    QFETCH(QString, text);
    QVERIFY(printed(text.toStdString()).startsWith("error: "));
}

void TestPromqlParse::keywordsAsNames()
{
    for (const char* name : {"sum", "and", "or", "unless", "by", "without", "offset", "start", "end", "topk"}) {
        QCOMPARE(printed(name), QString(name));
    }
    for (const char* name : {"on", "ignoring", "bool", "group_left", "group_right", "atan2"}) {
        QVERIFY2(printed(name).startsWith("error: "), name);
    }
    QCOMPARE(printed("sum by (on, bool, sum, offset) (a{sum=\"x\"})"), "sum by (on, bool, sum, offset) (a{sum=\"x\"})");
    QVERIFY(printed("sum by (inf) (a)").startsWith("error: "));
}

void TestPromqlParse::functionsAreSeventyAndFour()
{
    QCOMPARE(promql::allFunctions().size(), std::size_t{74});
    for (const promql::Function& function : promql::allFunctions()) {
        QCOMPARE(promql::findFunction(function.name), &function);
    }
    const auto all = promql::allFunctions();
    QCOMPARE(std::count_if(all.begin(), all.end(), [](const promql::Function& f) { return !f.experimental; }), 70);
    const auto refused = promql::parse("mad_over_time(a[1m])");
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().message.starts_with("parse error: function \"mad_over_time\" is not enabled"));
    QVERIFY(promql::parse("mad_over_time(a[1m])", {.experimental = true}).ok());
    QVERIFY(promql::parse("limitk(2, a) + limitk", {.experimental = true}).ok());
    QCOMPARE(promql::findFunction("info"), nullptr);
    QVERIFY(!promql::parse("limitk(2, a)").ok());
    QVERIFY(promql::parse("limitk").ok());
}

void TestPromqlParse::names()
{
    QVERIFY(promql::isMetricName("a:b_1"));
    QVERIFY(promql::isLabelName("_a1"));
    for (const char* name : {"", "1a", "a-b", "\xc3\xa4"}) {
        QVERIFY(!promql::isMetricName(name));
        QVERIFY(!promql::isLabelName(name));
    }
    QVERIFY(!promql::isLabelName("a:b"));
}

QTEST_GUILESS_MAIN(TestPromqlParse)

} // namespace tst_promqlparse

#include "tst_promqlparse.moc"
