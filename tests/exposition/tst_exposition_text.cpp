#include "models/base/numbers.h"
#include "tests/exposition/told.h"

#include <QTest>

namespace tst_exposition_text {

using namespace checkwatch;
using namespace checkwatch::exposition;

class TestExpositionText : public QObject
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
        row("empty body", "", "end");
        row("only comments", "# a\n#b\n", "comment|comment|end");
        row("no final newline", "a 1", "a 1|end");
        row("blank lines", "\n \t\n\na 1\n  ", "a 1|end");
        row("tabs", "a\t1\t2\t\n", "a 1 @2|end");
        row("CRLF", "a 1\r\n", "error 1:3");
        row("lone CR", "\r\n", "error 1:1");
        row("BOM",
            "\xef\xbb\xbf"
            "a 1\n",
            "error 1:1");
        row("HTML page", "<html>\n", "error 1:1");
        row("JSON", "{\"a\":1}", "error 1:1");
        row("help", "# HELP a text\n", "help a [text]|end");
        row("help: one character goes", "# HELP a  text", "help a [ text]|end");
        row("help: whatever character", "# HELP a-text", "help a [text]|end");
        row("help empty", "# HELP a\n# HELP a \n", "help a []|help a []|end");
        row("help tabs", "#\tHELP\ta\ttext", "help a [text]|end");
        row("help blanks before", "  #  HELP  a text", "help a [text]|end");
        row("help escapes", "# HELP a b\\\\c\\nd\\te\\\"f", "help a [b\\c\nd\\te\\\"f]|end");
        row("help repeated as in 3.0.0", "# HELP a # HELP a b", "help a [# HELP a b]|end");
        row("help bad UTF-8", "# HELP a \xff\n", "error 1:9");
        row("help bad name", "# HELP 1a text", "error 1:8");
        row("help no name", "# HELP \n", "error 1:8");
        row("comment bad UTF-8", "# \xff\na 1", "comment|a 1|end");
        row("not HELP", "#HELP a b\n# HELPa b\n# help a b\n# HELP", "comment|comment|comment|comment|end");
        row("not metadata here", "# UNIT a b\n# EOF\na 1", "comment|comment|a 1|end");
        row("types", "# TYPE a counter\n# TYPE a gauge\n# TYPE a histogram\n# TYPE a summary\n# TYPE a untyped\n",
            "type a 1|type a 2|type a 3|type a 5|type a 0|end");
        row("type tab", "# TYPE a\tcounter", "type a 1|end");
        row("type two spaces", "# TYPE a  counter\n", "error 1:9");
        row("type trailing blank", "# TYPE a counter \n", "error 1:9");
        row("type upper", "# TYPE a COUNTER\n", "error 1:9");
        row("type none", "# TYPE a\n", "error 1:9");
        row("type unknown", "# TYPE a unknown\n", "error 1:9");
        row("type info", "# TYPE a info\n", "error 1:9");
        row("type CR", "# TYPE a counter\r\n", "error 1:9");
        row("type bad name", "# TYPE - counter\n", "error 1:8");
        row("leading blank", "a 1\n b 2\n", "a 1|error 2:1");
        row("name with colon", ":a_b:c9 1", ":a_b:c9 1|end");
        row("name begins with digit", "9a 1", "error 1:1");
        row("no value", "a\n", "error 1:2");
        row("no value, blanks", "a  \n", "error 1:4");
        row("labels", "a{b=\"1\",c=\"2\"} 3", "a{b=\"1\", c=\"2\"} 3|end");
        row("labels: blanks everywhere", "a { b = \"1\" , c\t=\t\"2\" } 3", "a{b=\"1\", c=\"2\"} 3|end");
        row("labels: no comma", "a{b=\"1\" c=\"2\"} 3", "a{b=\"1\", c=\"2\"} 3|end");
        row("labels: trailing comma", "a{b=\"1\",} 3", "a{b=\"1\"} 3|end");
        row("labels: none", "a{} 3", "a 3|end");
        row("labels: only comma", "a{,} 3", "error 1:3");
        row("labels: comma first", "a{,b=\"1\"} 3", "error 1:3");
        row("labels: two commas", "a{b=\"1\",,c=\"2\"} 3", "error 1:9");
        row("labels: single quotes", "a{b='1'} 3", "error 1:5");
        row("labels: colon in name", "a{b:c=\"1\"} 3", "error 1:4");
        row("labels: newline between", "a{\nb=\"1\"} 3", "error 1:3");
        row("labels: unclosed", "a{b=\"1\"", "error 1:8");
        row("labels: no brace", "a{b=\"1\" 3", "error 1:9");
        row("labels: twice the braces", "a{b=\"1\"}{c=\"2\"} 3", "error 1:9");
        row("labels: empty value is none", "a{b=\"\"} 3", "a 3|end");
        row("labels: UTF-8 name", "{\"a\"} 3", "error 1:1");
        row("labels: quoted name", "a{\"b\"=\"1\"} 3", "error 1:3");
        row("labels: name twice", "a{b=\"1\",b=\"1\"} 3", "error 1:1");
        row("labels: __name__ alone", "{__name__=\"a\"} 1", "error 1:1");
        row("labels: __name__ again", "a{__name__=\"b\"} 1", "error 1:1");
        row("value: escapes", "a{b=\"\\\"\\\\\\n\\q\\t\"} 1", "a{b=\"\\\"\\\\\\n\\\\q\\\\t\"} 1|end");
        row("value: raw newline", "a{b=\"1\n2\"} 1\nb x", "a{b=\"1\\n2\"} 1|error 3:3");
        row("value: backslash newline", "a{b=\"1\\\n2\"} 1", "error 1:8");
        row("value: braces inside", "a{b=\"}{,=\"} 1", "a{b=\"}{,=\"} 1|end");
        row("value: not UTF-8", "a{b=\"\xff\"} 1", "error 1:5");
        row("value: never ends", "a{b=\"1\n", "error 1:5");
        row("value: NUL", QByteArray("a{b=\"1\0002\"} 1", 12), "a{b=\"1\\x002\"} 1|end");
        row("number right after }", "a{b=\"1\"}2", "a{b=\"1\"} 2|end");
        row("a+1", "a+1", "a 1|end");
        row("a-b", "a-b 1", "error 1:2");
        row("value ends at brace", "a 1{", "error 1:4");
        row("timestamp", "a 1 1500", "a 1 @1500|end");
        row("timestamp negative", "a 1 -1500", "error 1:5");
        row("timestamp fraction", "a 1 1.5", "error 1:6");
        row("timestamp too large", "a 1 9223372036854775808", "error 1:5");
        row("timestamp largest", "a 1 9223372036854775807", "a 1 @9223372036854775807|end");
        row("something after the timestamp", "a 1 1 1", "error 1:7");
        row("exemplar", "a_total 1 # {b=\"1\"} 1", "error 1:11");
        row("no semantics", "# TYPE a counter\na -1\n# TYPE b gauge\na{c=\"1\"} 1\n# TYPE a gauge\n",
            "type a 1|a -1|type b 2|a{c=\"1\"} 1|type a 2|end");
        row("NUL begins a line", QByteArray("a 1\n\0b 1\n", 9), "a 1|error 2:1");
        row("NUL after blanks", QByteArray("a 1\n \0b 1\n", 10), "a 1|error 2:2");
        row("NUL in #comment", QByteArray("#b\0\na 1", 7), "error 1:3");
        row("NUL in # comment", QByteArray("# b\0\na 1", 8), "comment|a 1|end");
        row("NUL in help", QByteArray("# HELP a b\0c\n", 13), QByteArray("help a [b\0c]|end", 16));
        row("NUL in a value", QByteArray("a 1\0\n", 5), "error 1:3");
    }
    void reads()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(told(body.toStdString(), Format::Text004)), expected);
    }
    void numbers_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        for (const auto& [text, expected] : std::initializer_list<std::pair<const char*, const char*>>{
                 {"1", "1"},
                 {"+5", "5"},
                 {".5", "0.5"},
                 {"5.", "5"},
                 {"1e3", "1000"},
                 {"1E3", "1000"},
                 {"-0", "-0"},
                 {"007", "7"},
                 {"123456789012345", "123456789012345"},
                 {"1234567890123456", "1234567890123456"},
                 {"99999999999999999999", "100000000000000000000"},
                 {"Inf", "+Inf"},
                 {"+Inf", "+Inf"},
                 {"-Inf", "-Inf"},
                 {"inf", "+Inf"},
                 {"infinity", "+Inf"},
                 {"iNf", "+Inf"},
                 {"NaN", "NaN"},
                 {"nan", "NaN"},
                 {"nAn", "NaN"},
                 {"1e-400", "0"},
                 {"+NaN", ""},
                 {"-NaN", ""},
                 {"0x10", ""},
                 {"0x1p4", ""},
                 {"1e400", ""},
                 {"1_0", ""},
                 {"1p4", ""},
                 {"1e", ""},
                 {".", ""},
                 {"+-1", ""},
                 {"--1", ""},
                 {"1,5", ""},
                 {"abc", ""},
                 {"1f", ""}}) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
        }
    }
    void numbers()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        for (const auto& [format, end] : {std::pair{Format::Text004, "\n"}, {Format::OpenMetrics100, "\n# EOF\n"}}) {
            const std::string body = "a " + text.toStdString() + end;
            Parser parser(body, format);
            const auto entry = parser.next();
            QCOMPARE(entry.ok(), !expected.isEmpty());
            if (entry.ok()) {
                QCOMPARE(QByteArray::fromStdString(base::formatSampleValue(parser.value())), expected);
            }
        }
    }
    void everyNanIsTheOrdinaryOne()
    {
        Parser parser("a NaN\n", Format::Text004);
        QVERIFY(parser.next().ok());
        QVERIFY(metrics::sameBits(parser.value(), metrics::nanValue()));
    }
    void errorAndEndStay()
    {
        Parser bad("a x\nb 1\n", Format::Text004);
        const auto first = bad.next();
        QVERIFY(!first.ok());
        QCOMPARE(bad.next().error().text(), first.error().text());
        Parser good("", Format::Text004);
        QVERIFY(good.next().ok());
        QVERIFY(*good.next() == Entry::End);
    }
    void nulErrorSaysWhatWouldBeLost()
    {
        Parser parser(std::string_view("\0a 1\n", 5), Format::Text004);
        QVERIFY(parser.next().error().message.find("NUL") != std::string::npos);
    }
    void formatByContentType()
    {
        QVERIFY(formatFor("application/openmetrics-text; version=1.0.0; charset=utf-8") == Format::OpenMetrics100);
        QVERIFY(formatFor("Application/OpenMetrics-Text") == Format::OpenMetrics100);
        for (const char* type :
             {"text/plain; version=0.0.4", "", "application/json", "text/html", ";", "openmetrics"}) {
            QVERIFY(formatFor(type) == Format::Text004);
        }
    }
};

QTEST_APPLESS_MAIN(TestExpositionText)

} // namespace tst_exposition_text

#include "tst_exposition_text.moc"
