#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "models/base/timetext.h"
#include "models/base/utf8.h"

#include <QTest>

#include <cmath>

namespace tst_base {

using namespace checkwatch::base;

/// Durations, times, numbers and UTF-8 as Prometheus (Go) reads and writes them.
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
    void timesThatParse_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("ms");
        QTest::newRow("seconds") << "1795861678" << qint64{1795861678000};
        QTest::newRow("a fraction") << "1795861678.8105" << qint64{1795861678811};
        QTest::newRow("exponent") << "1.7e9" << qint64{1700000000000};
        QTest::newRow("before 1970") << "-0.5" << qint64{-500};
        QTest::newRow("1970") << "0" << qint64{0};
        QTest::newRow("RFC 3339") << "2026-11-28T10:14:38Z" << qint64{1795860878000};
        QTest::newRow("milliseconds") << "2026-11-28T10:14:38.81Z" << qint64{1795860878810};
        QTest::newRow("nanoseconds") << "2026-11-28T10:14:38.999999999Z" << qint64{1795860878999};
        QTest::newRow("zone") << "2026-11-28T11:44:38+01:30" << qint64{1795860878000};
        QTest::newRow("western zone") << "2026-11-28T02:14:38-08:00" << qint64{1795860878000};
        QTest::newRow("leap day") << "2024-02-29T00:00:00Z" << qint64{1709164800000};
        QTest::newRow("offset") << "1h30m" << qint64{5'405'000};
        QTest::newRow("offset with a sign") << "+90s" << qint64{95'000};
        QTest::newRow("offset in seconds") << "+90.5" << qint64{95'500};
    }
    void timesThatParse()
    {
        QFETCH(QString, text);
        QFETCH(qint64, ms);
        const auto got = parseTime(text.toStdString(), fromUnixMs(5000));
        QVERIFY2(got.ok(), got.ok() ? "" : got.error().message.c_str());
        QCOMPARE(unixMs(*got), ms);
    }
    void timesThatDoNot()
    {
        for (const char* text :
             {"", "+", "now", "nan", "inf", "1e13", "2026-11-28", "2026-11-28T10:14:38", "2026-11-28T10:14Z",
              "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-28T24:00:00Z", "2026-11-28T10:14:38.Z",
              "2026-11-28T10:14:38+0100", "2026-11-28T10:14:38+24:00", "2026-11-28T10:14:38Zulu", "-5m", "++5m",
              "26-11-28T10:14:38Z"}) {
            QVERIFY2(!parseTime(text, Timestamp{}).ok(), text);
        }
    }
    void timesPrint()
    {
        QCOMPARE(formatTime(fromUnixMs(1795860878000)), "2026-11-28T10:14:38Z");
        QCOMPARE(formatTime(fromUnixMs(1795860878007)), "2026-11-28T10:14:38.007Z");
        QCOMPARE(formatTime(fromUnixMs(-1)), "1969-12-31T23:59:59.999Z");
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

} // namespace tst_base

#include "tst_base.moc"
