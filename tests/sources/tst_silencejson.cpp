#include "models/sources/silencejson.h"

#include <QTest>

namespace tst_silencejson {

using namespace checkwatch;

/// Answers about silences, also such as no Alertmanager gives.
class SilenceJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsOverCostsNothing();
    void hostileAnswersAreRefused_data();
    void hostileAnswersAreRefused();
    void tenThousandAreTaken();
};

void SilenceJsonTest::whatIsOverCostsNothing()
{
    const auto one = [](const std::string& id, const char* state, const char* updated, const char* matchers) {
        return R"({"id":")" + id + R"(","createdBy":"a","comment":"c","startsAt":"2026-01-01T00:00:00Z",)"
            + R"("endsAt":"2026-01-02T00:00:00Z","updatedAt":")" + updated + R"(","status":{"state":")" + state
            + R"("},"matchers":)" + matchers + '}';
    };
    const char* const first = "2026-01-01T00:00:00Z";
    const char* const regex = R"([{"name":"a","value":"b.*","isRegex":true,"isEqual":true}])";
    std::string answer = '[' + one("now", "active", first, regex);
    for (int i = 0; i < 50'001; ++i) {
        answer += ',' + one(std::to_string(i), "expired", first, "[]");
    }
    auto silences = sources::silencesIn(answer + ']');
    QVERIFY2(silences.ok(), silences.ok() ? "" : silences.error().message.c_str());
    QCOMPARE(silences->size(), 50'002U);
    QVERIFY(silences->front().active && !silences->back().active && silences->back().expired);
    // What has not been updated is as it was read before.
    silences->resize(1);
    silences->front().silence.matchers = {metrics::Matcher::equal("of", "before")};
    const auto again = sources::silencesIn('[' + one("now", "active", first, regex) + ']', *silences);
    QVERIFY(again.ok() && again->front().silence.matchers == silences->front().silence.matchers);
    const auto changed
        = sources::silencesIn('[' + one("now", "active", "2026-01-01T00:00:01Z", regex) + ']', *silences);
    QVERIFY(changed.ok() && fleet::matchersText(changed->front().silence.matchers) == "{a=~\"b.*\"}");
}

void SilenceJsonTest::hostileAnswersAreRefused_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray good = R"({"id":"1","createdBy":"a","comment":"c","startsAt":"2026-01-01T00:00:00Z",)"
                            R"("endsAt":"2026-01-02T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z",)"
                            R"("status":{"state":"active"},"matchers":[{"name":"a","value":"b","isRegex":false}]})";
    QVERIFY(sources::silencesIn(("[" + good + "]").toStdString()).ok());
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("not found");
    QTest::newRow("no list") << good;
    QTest::newRow("numbers") << QByteArray("[1,2]");
    QTest::newRow("cut off") << ("[" + good).chopped(3);
    QTest::newRow("deep") << QByteArray(100'000, '[');
    const auto otherwise = [&](const char* name, const char* from, const char* to) {
        QByteArray changed = good;
        QTest::newRow(name) << '[' + changed.replace(from, to) + ']';
    };
    otherwise("id is a number", R"("id":"1")", R"("id":1)");
    otherwise("no id", R"("id":"1")", R"("id":"")");
    otherwise("time is a word", "2026-01-02T00:00:00Z", "soon");
    otherwise("time is a number", R"("2026-01-02T00:00:00Z")", "7");
    otherwise("status is a word", R"({"state":"active"})", R"("active")");
    otherwise("no matchers", R"({"name":"a","value":"b","isRegex":false})", "");
    otherwise("matchers are words", R"({"name":"a","value":"b","isRegex":false})", R"("a")");
    otherwise("isRegex is a word", "false", R"("no")");
    otherwise("comment is a list", R"("c")", "[]");
}

void SilenceJsonTest::hostileAnswersAreRefused()
{
    QFETCH(QByteArray, answer);
    const auto silences = sources::silencesIn(answer.toStdString());
    QVERIFY(!silences.ok());
    QVERIFY2(silences.error().message.starts_with("the answer is not what an Alertmanager says"),
             silences.error().message.c_str());
}

void SilenceJsonTest::tenThousandAreTaken()
{
    QByteArray answer = "[";
    for (int i = 0; i < 10'000; ++i) {
        answer += (i == 0 ? "" : ",") + QByteArray(R"({"id":")") + QByteArray::number(i)
            + R"(","createdBy":"a","comment":"c","startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-01-02T00:00:00Z",)"
              R"("updatedAt":"2026-01-01T00:00:00Z","status":{"state":"active"},"matchers":[{"name":"a","value":")"
            + (i == 7 ? "(" : "b.*") + R"(","isRegex":true,"isEqual":true}]})";
    }
    const auto silences = sources::silencesIn((answer + "]").toStdString());
    QVERIFY(silences.ok());
    QCOMPARE(silences->size(), 9'999U); // one is no regular expression
}

QTEST_GUILESS_MAIN(SilenceJsonTest)

} // namespace tst_silencejson

#include "tst_silencejson.moc"
