#include "tests/exposition/told.h"

#include <QTest>

namespace tst_exposition_openmetrics {

using namespace checkwatch::exposition;

class TestExpositionOpenMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, QByteArray body, QByteArray expected) {
            QTest::newRow(name) << std::move(body) << std::move(expected);
        };
        row("only EOF", "# EOF", "end");
        row("EOF newline", "a 1\n# EOF\n", "a 1|end");
        row("EOF two newlines", "# EOF\n\n", "error 2:1");
        row("EOF and more", "# EOF\na 1\n", "error 2:1");
        row("EOF and a letter", "# EOFx", "error 1:6");
        row("no EOF", "a 1\n", "a 1|error 2:1");
        row("empty body", "", "error 1:1");
        row("no newline, no EOF", "a 1", "error 1:4");
        row("blank line", "a 1\n\n# EOF\n", "a 1|error 2:1");
        row("comment", "# hello\n# EOF\n", "error 1:1");
        row("leading space", " a 1\n# EOF\n", "error 1:1");
        row("tab", "a\t1\n# EOF\n", "error 1:2");
        row("two spaces", "a  1\n# EOF\n", "error 1:3");
        row("trailing space", "a 1 \n# EOF\n", "error 1:5");
        row("CR", "a 1\r\n# EOF\n", "error 1:3");
        row("NUL", QByteArray("\0\n# EOF\n", 8), "error 1:1");
        row("help", "# HELP a b\\\\c\\nd\\\"e\n# EOF", "help a [b\\c\nd\"e]|end");
        row("help empty", "# HELP a \n# EOF", "help a []|end");
        row("help without space", "# HELP a\n# EOF", "error 1:9");
        row("help two spaces", "# HELP  a b\n# EOF", "error 1:8");
        row("help bad UTF-8", "# HELP a \xff\n# EOF", "error 1:10");
        row("help at the end", "# HELP a b", "error 1:11");
        row("types",
            "# TYPE a counter\n# TYPE a gauge\n# TYPE a histogram\n# TYPE a gaugehistogram\n# TYPE a summary\n"
            "# TYPE a info\n# TYPE a stateset\n# TYPE a unknown\n# EOF\n",
            "type a 1|type a 2|type a 3|type a 4|type a 5|type a 6|type a 7|type a 0|end");
        row("type untyped", "# TYPE a untyped\n# EOF\n", "error 1:10");
        row("type trailing space", "# TYPE a gauge \n# EOF\n", "error 1:10");
        row("unit", "# UNIT a_seconds seconds\n# UNIT b \n# EOF\n", "unit a_seconds [seconds]|unit b []|end");
        row("unit no suffix", "# UNIT a_seconds bytes\n# EOF\n", "error 1:18");
        row("unit without _", "# UNIT aseconds seconds\n# EOF\n", "error 1:17");
        row("unit is the name", "# UNIT seconds seconds\n# EOF\n", "error 1:16");
        row("no semantics", "# TYPE a counter\na -1\n# TYPE a gauge\nb 1\na_created 1\n# EOF\n",
            "type a 1|a -1|type a 2|b 1|a_created 1|end");
        row("labels", "a{b=\"1\",c=\"2\"} 3\n# EOF", "a{b=\"1\", c=\"2\"} 3|end");
        row("labels none", "a{} 3\n# EOF", "a 3|end");
        row("labels trailing comma", "a{b=\"1\",} 3\n# EOF", "error 1:9");
        row("labels no comma", "a{b=\"1\"c=\"2\"} 3\n# EOF", "error 1:8");
        row("labels blank", "a{ b=\"1\"} 3\n# EOF", "error 1:3");
        row("labels blank before =", "a{b =\"1\"} 3\n# EOF", "error 1:4");
        row("labels blank before {", "a {b=\"1\"} 3\n# EOF", "error 1:3");
        row("labels raw newline", "a{b=\"1\n\"} 3\n# EOF", "error 1:7");
        row("labels bad UTF-8", "a{b=\"\xff\"} 3\n# EOF", "error 1:5");
        row("labels escapes", "a{b=\"\\\"\\\\\\n\\q\"} 3\n# EOF", "a{b=\"\\\"\\\\\\n\\\\q\"} 3|end");
        row("labels twice", "a{b=\"1\",b=\"2\"} 3\n# EOF", "error 1:1");
        row("value right after }", "a{b=\"1\"}3\n# EOF", "error 1:9");
        row("timestamp", "a 1 1.5\na 1 -2\na 1 1e3\n# EOF", "a 1 @1500|a 1 @-2000|a 1 @1000000|end");
        row("timestamp cut off", "a 1 1.0009\na 1 -1.0009\n# EOF", "a 1 @1000|a 1 @-1000|end");
        row("timestamp NaN", "a 1 NaN\n# EOF", "error 1:5");
        row("timestamp Inf", "a 1 -Inf\n# EOF", "error 1:5");
        row("timestamp huge", "a 1 1e300\n# EOF", "a 1 @-9223372036854775808|end");
        row("exemplar", "a_total 1 # {b=\"1\"} 0.5\n# EOF", "a_total 1|end");
        row("exemplar all", "a_bucket{le=\"1\"} 1 2 # {b=\"1\",c=\"2\"} 0.5 3\n# EOF",
            "a_bucket{le=\"1\"} 1 @2000|end");
        row("exemplar no labels", "a_total 1 # {} 1\n# EOF", "a_total 1|end");
        row("exemplar elsewhere", "a 1 # {b=\"1\"} 0.5\n# EOF", "error 1:5");
        row("exemplar no value", "a_total 1 # {b=\"1\"}\n# EOF", "error 1:20");
        row("exemplar bad timestamp", "a_total 1 # {b=\"1\"} 1 NaN\n# EOF", "error 1:23");
        row("exemplar bad labels", "a_total 1 # {b=1} 1\n# EOF", "error 1:15");
        row("exemplar and more", "a_total 1 # {b=\"1\"} 1 2 3\n# EOF", "error 1:24");
        row("hash alone", "a_total 1 #\n# EOF", "error 1:11");
    }
    void reads()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(told(body.toStdString(), Format::OpenMetrics100)), expected);
    }
};

QTEST_APPLESS_MAIN(TestExpositionOpenMetrics)

} // namespace tst_exposition_openmetrics

#include "tst_exposition_openmetrics.moc"
