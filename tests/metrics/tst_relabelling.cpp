#include "models/metrics/relabelling.h"

#include <QTest>

namespace tst_relabelling {

using namespace checkwatch;
using namespace checkwatch::metrics;
using enum checkwatch::metrics::RelabelAction;

namespace {

/// "dropped", or the labels.
std::string after(const std::vector<RelabelStep>& steps, const Labels& labels, Dot dot = Dot::Any)
{
    const auto relabelling = Relabelling::create(steps, dot);
    if (!relabelling) {
        return relabelling.error().message;
    }
    const auto left = relabelling->apply(labels);
    return left ? left->toString() : "dropped";
}

QByteArray complaintAbout(const RelabelStep& step)
{
    const auto relabelling = Relabelling::create({step});
    return relabelling ? QByteArray() : QByteArray::fromStdString(relabelling.error().message);
}

const Labels web{{"server", "web-1"}, {"proxy", "shop"}, {"site", "EU"}};

} // namespace

/// What Prometheus makes of each action; tst_relabelpeer puts thousands beside the installed one.
class RelabellingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingChangesNothing()
    {
        QVERIFY(Relabelling().isEmpty() && Relabelling::create({})->isEmpty());
        QVERIFY(*Relabelling().apply(web) == web);
    }
    void replaces()
    {
        const RelabelStep step{.sourceLabels = {"proxy", "server"}, .targetLabel = "name"};
        QCOMPARE(after({step}, web), R"({name="shop;web-1", proxy="shop", server="web-1", site="EU"})");
        RelabelStep groups{.sourceLabels = {"server"}, .regex = "(?P<kind>[a-z]+)-(\\d+)", .targetLabel = "${kind}_no"};
        groups.replacement = "$2$$";
        QCOMPARE(after({groups}, web), R"({proxy="shop", server="web-1", site="EU", web_no="1$"})");
        groups.regex = "web"; // it is anchored
        QCOMPARE(after({groups}, web), web.toString());
    }
    void anEmptyReplacementRemoves()
    {
        const RelabelStep step{.targetLabel = "site", .replacement = ""};
        QCOMPARE(after({step}, web), R"({proxy="shop", server="web-1"})");
    }
    /// Prometheus 2.42 removes the label that is named like the form, which none is.
    void whatAVariableTargetRemoves()
    {
        const RelabelStep step{.sourceLabels = {"t"}, .regex = "(.*)", .targetLabel = "$1", .replacement = "$2"};
        const Labels labels{{"a", "1"}, {"t", "a"}};
        QCOMPARE(after({step}, labels, Dot::AllButNewline), labels.toString());
        QCOMPARE(after({step}, labels, Dot::Any), R"({t="a"})");
    }
    void keepsAndDrops()
    {
        QCOMPARE(after({{.action = Keep, .sourceLabels = {"server"}, .regex = "web.*"}}, web), web.toString());
        QCOMPARE(after({{.action = Keep, .sourceLabels = {"server"}, .regex = "db"}}, web), "dropped");
        QCOMPARE(after({{.action = Drop, .sourceLabels = {"server"}, .regex = "web-1|db"}}, web), "dropped");
        QCOMPARE(after({{.action = Drop, .sourceLabels = {"none"}, .regex = ""}}, web), "dropped");
        QCOMPARE(after({{.action = Drop, .sourceLabels = {"server"}, .regex = "eb"}}, web), web.toString());
    }
    void comparesLabels()
    {
        const Labels same{{"a", "x"}, {"b", "x"}};
        QCOMPARE(after({{.action = KeepEqual, .sourceLabels = {"a"}, .targetLabel = "b"}}, same), same.toString());
        QCOMPARE(after({{.action = DropEqual, .sourceLabels = {"a"}, .targetLabel = "b"}}, same), "dropped");
        QCOMPARE(after({{.action = KeepEqual, .sourceLabels = {"a"}, .targetLabel = "c"}}, same), "dropped");
        QCOMPARE(after({{.action = DropEqual, .sourceLabels = {"a"}, .targetLabel = "c"}}, same), same.toString());
    }
    /// The numbers of Prometheus' own tests.
    void hashes()
    {
        const Labels labels{{"a", "foo"}, {"b", "bar"}, {"c", "baz"}};
        QCOMPARE(after({{.action = HashMod, .sourceLabels = {"c"}, .modulus = 1000, .targetLabel = "d"}}, labels),
                 R"({a="foo", b="bar", c="baz", d="976"})");
        const Labels lines{{"a", "foo\nbar"}};
        QCOMPARE(after({{.action = HashMod, .sourceLabels = {"a"}, .modulus = 1000, .targetLabel = "b"}}, lines),
                 R"({a="foo\nbar", b="734"})");
    }
    void mapsAndRemovesNames()
    {
        QCOMPARE(after({{.action = LabelMap, .regex = "s(.*)", .replacement = "t_$1"}}, web),
                 R"({proxy="shop", server="web-1", site="EU", t_erver="web-1", t_ite="EU"})");
        QCOMPARE(after({{.action = LabelDrop, .regex = "s.*"}}, web), R"({proxy="shop"})");
        QCOMPARE(after({{.action = LabelKeep, .regex = "s.*"}}, web), R"({server="web-1", site="EU"})");
        QCOMPARE(after({{.action = LabelKeep, .regex = "none"}}, web), "{}");
    }
    /// Of several that are mapped to one label the last counts, and what was set comes after what was there.
    void whatIsMappedLastCounts()
    {
        const RelabelStep set{.targetLabel = "a_late", .replacement = "set"};
        const RelabelStep map{.action = LabelMap, .regex = "(a_late|z)", .replacement = "m"};
        QCOMPARE(after({map}, Labels{{"a_late", "1"}, {"z", "2"}}), R"({a_late="1", m="2", z="2"})");
        QCOMPARE(after({set, map}, Labels{{"a_late", "1"}, {"z", "2"}}), R"({a_late="set", m="set", z="2"})");
    }
    void changesCase()
    {
        const Labels labels{{"a",
                             "Stra\xc3\x9f"
                             "e \xc3\x84\xd0\x96\xce\xa9 \xc7\x85"}};
        QCOMPARE(after({{.action = Lowercase, .sourceLabels = {"a"}, .targetLabel = "a"}}, labels),
                 "{a=\"stra\xc3\x9f"
                 "e \xc3\xa4\xd0\xb6\xcf\x89 \xc7\x86\"}");
        QCOMPARE(after({{.action = Uppercase, .sourceLabels = {"a"}, .targetLabel = "a"}}, labels),
                 "{a=\"STRA\xc3\x9f"
                 "E \xc3\x84\xd0\x96\xce\xa9 \xc7\x84\"}");
    }
    void whatADotIs()
    {
        const RelabelStep step{.action = Keep, .sourceLabels = {"a"}, .regex = "x.y"};
        QCOMPARE(after({step}, Labels{{"a", "x\ny"}}, Dot::Any), R"({a="x\ny"})");
        QCOMPARE(after({step}, Labels{{"a", "x\ny"}}, Dot::AllButNewline), "dropped");
    }
    void isRefusedAsByPrometheus_data();
    void isRefusedAsByPrometheus()
    {
        QFETCH(RelabelStep, step);
        QFETCH(QByteArray, says);
        QVERIFY2(complaintAbout(step).startsWith(says), complaintAbout(step));
    }
};

void RelabellingTest::isRefusedAsByPrometheus_data()
{
    QTest::addColumn<RelabelStep>("step");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char* name, const RelabelStep& step, const char* says) {
        QTest::newRow(name) << step << QByteArray(says);
    };
    row("no target", {}, "relabel configuration for replace action requires 'target_label' value");
    row("no modulus", {.action = HashMod, .targetLabel = "a"},
        "relabel configuration for hashmod requires non-zero modulus");
    row("target", {.targetLabel = "a-b"}, "\"a-b\" is invalid 'target_label' for replace action");
    row("hash target", {.action = HashMod, .modulus = 2, .targetLabel = "$1"},
        "\"$1\" is invalid 'target_label' for hashmod action");
    row("replacement of a case", {.action = Lowercase, .targetLabel = "a", .replacement = "x"},
        "'replacement' can not be set for lowercase action");
    row("replacement of a map", {.action = LabelMap, .replacement = "a b"},
        "\"a b\" is invalid 'replacement' for labelmap action");
    row("more than names", {.action = KeepEqual, .regex = "a", .targetLabel = "a"},
        "keepequal action requires only 'source_labels' and `target_label`, and no other fields");
    row("more than a regex", {.action = LabelDrop, .sourceLabels = {"a"}},
        "labeldrop action requires only 'regex', and no other fields");
    row("source", {.sourceLabels = {"a-b"}, .targetLabel = "a"}, "\"a-b\" is not a valid label name");
    row("regex", {.regex = "(", .targetLabel = "a"}, "error parsing regexp: ");
}

QTEST_GUILESS_MAIN(RelabellingTest)

} // namespace tst_relabelling

#include "tst_relabelling.moc"
