#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "models/base/utf8.h"

#include <QTest>

#include <cmath>

using namespace checkwatch::base;

/// Durations, numbers and UTF-8 as Prometheus (Go) reads and writes them.
class TestBase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void durationsThatParse_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("ms");
        QTest::newRow("seconds") << "15s" << qint64{15'000};
        QTest::newRow("mixed") << "1h30m" << qint64{5'400'000};
        QTest::newRow("all") << "1y1w1d1h1m1s1ms" << qint64{31'536'000'000 + 604'800'000 + 86'400'000 + 3'661'001};
        QTest::newRow("milliseconds") << "500ms" << qint64{500};
        QTest::newRow("zero") << "0" << qint64{0};
        QTest::newRow("zero seconds") << "0s" << qint64{0};
    }
    void durationsThatParse()
    {
        QFETCH(QString, text);
        QFETCH(qint64, ms);
        const auto got = parseDuration(text.toStdString());
        QVERIFY2(got.ok(), got.ok() ? "" : got.error().message.c_str());
        QCOMPARE(got->count(), ms);
    }
    void durationsThatDoNot()
    {
        for (const char* text : {"", "5", "1.5m", "30m1h", "-5m", "1m1m", "m", "1 m", "1M", "99999999999y"}) {
            QVERIFY2(!parseDuration(text).ok(), text);
        }
    }
    void durationsPrint()
    {
        QCOMPARE(formatDuration(Duration{5'400'000}), "1h30m");
        QCOMPARE(formatDuration(Duration{0}), "0s");
        QCOMPARE(formatDuration(Duration{61'001}), "1m1s1ms");
        QCOMPARE(formatDuration(std::chrono::days{7}), "1w");
        QCOMPARE(formatDuration(std::chrono::days{8}), "8d");
    }
    void floatsThatParse()
    {
        QCOMPARE(parseFloat("+5"), 5.0);
        QCOMPARE(parseFloat(".5"), 0.5);
        QCOMPARE(parseFloat("5."), 5.0);
        QCOMPARE(parseFloat("1E3"), 1000.0);
        QCOMPARE(parseFloat("1e-400"), 0.0);
        QVERIFY(std::signbit(*parseFloat("-0")));
        QVERIFY(std::isnan(*parseFloat("nAn")));
        QCOMPARE(parseFloat("-infinity"), -INFINITY);
        QCOMPARE(parseFloat("iNf"), INFINITY);
    }
    void floatsThatDoNot()
    {
        for (const char* text :
             {"", "+", "+NaN", "-nan", "0x10", "1e400", "1_000", "1e", "1 ", " 1", "in", "--1", "+-1"}) {
            QVERIFY2(!parseFloat(text).has_value(), text);
        }
    }
    void floatsPrintAsGo()
    {
        QCOMPARE(formatFloat(123456789012345680000.0, 'f'), "123456789012345680000");
        QCOMPARE(formatFloat(1e6, 'g'), "1e+06");
        QCOMPARE(formatFloat(100000, 'g'), "100000");
        QCOMPARE(formatFloat(1234567, 'g'), "1.234567e+06");
        QCOMPARE(formatFloat(0.0001, 'g'), "0.0001");
        QCOMPARE(formatFloat(1e-5, 'g'), "1e-05");
        QCOMPARE(formatFloat(-0.0, 'g'), "-0");
        QCOMPARE(formatFloat(1, 'e'), "1e+00");
        QCOMPARE(formatSampleValue(1e-7), "1e-07");
        QCOMPARE(formatSampleValue(12345678), "12345678");
        QCOMPARE(formatSampleValue(NAN), "NaN");
        QCOMPARE(formatSampleValue(INFINITY), "+Inf");
    }
    void utf8()
    {
        QVERIFY(isValidUtf8("plain ASCII of some length, ä, €, 😀"));
        for (const char* text :
             {"\xff", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc3", "12345678\x80"}) {
            QVERIFY2(!isValidUtf8(text), text);
        }
    }
};

QTEST_APPLESS_MAIN(TestBase)
#include "tst_base.moc"
