#include "models/promql/completion.h"
#include "models/promql/functions.h"
#include "models/promql/marking.h"

#include <QTest>

namespace tst_promqlediting {

using namespace checkwatch::promql;
using Kind = CompletionPlace::Kind;

namespace {

/// "sum:Aggregation (:Punctuation …"
QString marksOf(std::string_view text)
{
    static const QStringList names{QStringLiteral("metric"),  QStringLiteral("function"), QStringLiteral("aggr"),
                                   QStringLiteral("keyword"), QStringLiteral("label"),    QStringLiteral("text"),
                                   QStringLiteral("number"),  QStringLiteral("op"),       QStringLiteral("punct"),
                                   QStringLiteral("comment")};
    QStringList all;
    for (const MarkedPart& part : mark(text)) {
        const std::string piece(text.substr(part.span.begin, part.span.end - part.span.begin));
        if (part.part != Part::Punctuation) {
            all << QString::fromStdString(piece) + QLatin1Char(':') + names[static_cast<int>(part.part)];
        }
    }
    return all.join(QLatin1Char(' '));
}

} // namespace

/// What an editor needs to know of an expression that is not finished: colours and what could be typed.
class TestPromqlEditing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partsAreMarked_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("marks");
        QTest::newRow("whole") << QByteArray("sum by (proxy) (rate(x{code=\"5xx\"}[1m])) > 5")
                               << "sum:aggr by:keyword proxy:label rate:function x:metric code:label =:op "
                                  "\"5xx\":text 1m:number >:op 5:number";
        QTest::newRow("unfinished") << QByteArray("rate(x{code=~\"5") << "rate:function x:metric code:label =~:op";
        QTest::newRow("keywords as labels") << QByteArray("sum by (on, sum) (x offset 5m)")
                                            << "sum:aggr by:keyword on:label sum:label x:metric offset:keyword "
                                               "5m:number";
        QTest::newRow("comment") << QByteArray("x # \"why\" {\n> 1 # end")
                                 << "x:metric # \"why\" {:comment >:op 1:number # end:comment";
        QTest::newRow("hash in a string") << QByteArray("x{a=\"#\"}") << "x:metric a:label =:op \"#\":text";
        QTest::newRow("a metric named like a function")
            << QByteArray("rate + time()") << "rate:metric +:op time:function";
        QTest::newRow("matching") << QByteArray("a:b unless on (c) group_left (d) e")
                                  << "a:b:metric unless:keyword on:keyword c:label group_left:keyword d:label e:metric";
        QTest::newRow("nothing") << QByteArray("") << "";
        QTest::newRow("garbage") << QByteArray("x ~ y") << "x:metric";
    }
    void partsAreMarked()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, marks);
        QCOMPARE(marksOf({text.constData(), static_cast<std::size_t>(text.size())}), marks);
    }
    /// `|` is the cursor.
    void placesAreFound_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<QByteArray>("matchers");
        const auto row = [](const char* text, Kind kind, const char* typed, const char* matchers) {
            QTest::newRow(text) << QByteArray(text) << static_cast<int>(kind) << QByteArray(typed)
                                << QByteArray(matchers);
        };
        row("|", Kind::Operand, "", "");
        row("hap|", Kind::Operand, "hap", "");
        row("rate(hap|", Kind::Operand, "hap", "");
        row("x > hap|", Kind::Operand, "hap", "");
        row("sum by (a) (hap|", Kind::Operand, "hap", "");
        row("clamp(x, ha|", Kind::Operand, "ha", "");
        row("x an|", Kind::AfterOperand, "an", "");
        row("sum b|", Kind::AfterOperand, "b", "");
        row("x{a=\"b\"} of|", Kind::AfterOperand, "of", "");
        row("x offset |", Kind::Duration, "", "");
        row("rate(x[|", Kind::Duration, "", "");
        row("rate(x[5|", Kind::Duration, "5", "");
        row("rate(x[5m|", Kind::Nothing, "", "");
        row("x > 12|", Kind::Nothing, "", "");
        row("x{|", Kind::LabelName, "", "__name__=\"x\"");
        row("x{ser|", Kind::LabelName, "ser", "__name__=\"x\"");
        row("x{server=\"a\", pr|}", Kind::LabelName, "pr", "__name__=\"x\" server=\"a\"");
        row("{se|", Kind::LabelName, "se", "");
        row("x{server |", Kind::MatchOperator, "", "__name__=\"x\"");
        row("x{server=|", Kind::LabelValue, "", "__name__=\"x\"");
        row("x{server=\"we|", Kind::LabelValue, "we", "__name__=\"x\"");
        row("x{server=\"we|\"}", Kind::LabelValue, "we", "__name__=\"x\"");
        row("x{proxy=\"p\", server=~'a{|", Kind::LabelValue, "a{", "__name__=\"x\" proxy=\"p\"");
        row("x{server=\"web\"|", Kind::Nothing, "", "__name__=\"x\" server=\"web\"");
        row("sum by (|) (rate(x[1m]))", Kind::GroupingLabel, "", "__name__=\"x\"");
        row("sum by (a, pr|) (rate(x[1m]) / y)", Kind::GroupingLabel, "pr", "__name__=~\"x|y\"");
        row("x / on (in|", Kind::GroupingLabel, "in", "__name__=\"x\"");
        row("label_replace(x, \"a|", Kind::Nothing, "", "");
        row("sum by |", Kind::Nothing, "", "");
    }
    void placesAreFound()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        QFETCH(QByteArray, typed);
        QFETCH(QByteArray, matchers);
        const qsizetype cursor = text.indexOf('|');
        text.remove(cursor, 1);
        const auto place = completionAt(text.toStdString(), static_cast<std::size_t>(cursor));
        QCOMPARE(static_cast<int>(place.kind), kind);
        if (place.kind == Kind::Nothing) {
            return;
        }
        QCOMPARE(QByteArray::fromStdString(place.typed), typed);
        QCOMPARE(place.replaced.end, static_cast<std::size_t>(cursor));
        QCOMPARE(text.mid(static_cast<qsizetype>(place.replaced.begin), typed.size()), typed);
        QByteArrayList all;
        for (const auto& matcher : place.matchers) {
            all << QByteArray::fromStdString(matcher.toString());
        }
        QCOMPARE(all.join(' '), matchers);
    }
    void whatIsUsedIsTold()
    {
        QCOMPARE(completionAt("x{a=\"1\", b!=\"2\", ", 18).used, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(completionAt("sum by (a, b, ) (x)", 14).used, (std::vector<std::string>{"b", "a"}));
        QCOMPARE(completionAt("x{server=\"w", 11).label, std::string("server"));
        QCOMPARE(completionAt("x{server='w", 11).quote, '\'');
    }
    /// Wherever the cursor stands in whatever is typed: an answer, and inside the text.
    void anyCursorAnywhere()
    {
        const std::string texts[]{"sum by (a) (rate(x{b=\"c\"}[5m:1m] offset 1m)) > bool 1 # d",
                                  "((((",
                                  "}}}",
                                  "{{{\"\\",
                                  "[[1:2:3]]",
                                  "x{\"a\"=\"b\"}",
                                  std::string("x\0y{", 5),
                                  "\xff\xfe{\xff=\"\xff"};
        for (const std::string& text : texts) {
            for (std::size_t cursor = 0; cursor <= text.size() + 1; ++cursor) {
                const auto place = completionAt(text, cursor);
                QVERIFY(place.replaced.begin <= place.replaced.end && place.replaced.end <= text.size());
            }
            std::size_t end = 0;
            for (const MarkedPart& part : mark(text)) {
                QVERIFY(part.span.begin >= end && part.span.end > part.span.begin && part.span.end <= text.size());
                end = part.span.end;
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestPromqlEditing)

} // namespace tst_promqlediting

#include "tst_promqlediting.moc"
