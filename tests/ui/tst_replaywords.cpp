#include "ui/replay/marklabels.h"
#include "ui/replay/momenttext.h"
#include "ui/replay/recordingwords.h"
#include "ui/replay/striprange.h"
#include "ui/replay/timewords.h"
#include "ui/workstation/timelineview.h"

#include <QTest>

#include <array>

namespace tst_replaywords {

using namespace checkwatch;
using replay::Place;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

/// Two days around 2026-11-21 03:14:25 UTC.
constexpr base::Timestamp now = base::fromUnixMs(1'795'230'865'000);
const Place place{now - hours{24}, now + hours{24}, now, common::Zone::Utc};

} // namespace

/// Times as people write and read them, and what is worked out before anything is painted.
class ReplayWordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void momentsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qlonglong>("fromNowMs"); ///< no time: the least
        constexpr qlonglong none = std::numeric_limits<qlonglong>::min();
        const auto row = [](const char* text, base::Duration from) {
            QTest::newRow(text) << QString::fromLatin1(text) << qlonglong(from.count());
        };
        row("03:14:25", base::Duration{0});
        row(" 3:14 ", -seconds{25});
        row("03:14:25.5", base::Duration{500});
        row("02:00", -hours{1} - minutes{14} - seconds{25});
        row("2026-11-21 04:14:25", hours{1});
        row("2026-11-20 23:14", -hours{4} - seconds{25});
        row("2026-11-21T03:14:26Z", seconds{1});
        row("2026-11-21T05:14:25+01:00", hours{1});
        row("+5m", minutes{5});
        row("-90s", -seconds{90});
        row("+5", seconds{5});
        row("-0.5", -base::Duration{500});
        row("1h30m", -hours{24} + hours{1} + minutes{30});
        row("1795230866", seconds{1});
        row("1795230865.25", base::Duration{250});
        for (const char* text : {"", "now", "25:00", "03:61", "2026-11-31 00:00", "+five", "-", "+nan", "+1e300",
                                 "2026-11-23T00:00:00Z", "+2d", "1", "03:14:25:01", "nan"})
            QTest::newRow(text) << QString::fromLatin1(text) << none;
    }

    void momentsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(qlonglong, fromNowMs);
        const auto time = replay::parseMoment(text, place);
        QCOMPARE(time.ok(), fromNowMs != std::numeric_limits<qlonglong>::min());
        if (time)
            QCOMPARE((*time - now).count(), fromNowMs);
        else
            QVERIFY(!time.error().message.empty());
    }

    /// The clock shows a time every day: the nearest in the recording is meant.
    void aTimeOfDayIsTheNearestOne()
    {
        const base::Timestamp lateEvening = now + hours{20}; // 23:14:25
        const Place late{now - hours{24}, now + hours{24}, lateEvening, common::Zone::Utc};
        QCOMPARE(*replay::parseMoment(QStringLiteral("00:30"), late) - lateEvening, minutes{75} + seconds{35});
        const Place cut{now - hours{24}, now + hours{21}, lateEvening, common::Zone::Utc};
        QCOMPARE(*replay::parseMoment(QStringLiteral("00:30"), cut) - now, -hours{2} - minutes{44} - seconds{25});
    }

    void wordsOfTimes()
    {
        QCOMPARE(replay::momentWords(now, common::Zone::Utc), QStringLiteral("Sat 21 Nov 03:14:25 UTC"));
        const base::Timestamp midnight = std::chrono::floor<days>(now);
        QCOMPARE(replay::tickWords(midnight, hours{3}, common::Zone::Utc), QStringLiteral("21 Nov"));
        QCOMPARE(replay::tickWords(midnight + hours{3}, hours{3}, common::Zone::Utc), QStringLiteral("03:00"));
        QCOMPARE(replay::tickWords(now, seconds{5}, common::Zone::Utc), QStringLiteral("03:14:25"));
        QCOMPARE(replay::lengthWords(seconds{30}), QStringLiteral("30 s"));
        QCOMPARE(replay::lengthWords(minutes{45}), QStringLiteral("45 min"));
        QCOMPARE(replay::lengthWords(hours{24}), QStringLiteral("24 h"));
        QCOMPARE(replay::lengthWords(days{14}), QStringLiteral("14 days"));
    }

    void wordsOfRecordings()
    {
        session::RecordingFacts facts;
        facts.name = "lb\n<b>.cwrec";
        QCOMPARE(replay::headWords(facts), QStringLiteral("lb <b>.cwrec · holds nothing yet"));
        facts.from = now;
        facts.to = now + hours{24};
        facts.scrapeInterval = seconds{5};
        facts.growing = true;
        QCOMPARE(replay::headWords(facts), QStringLiteral("lb <b>.cwrec · 24 h · 5 s scrapes · still being recorded"));
        facts.servers = 1;
        facts.samples = 28'000'000;
        facts.bytes = 7'600'000;
        const QString numbers = QStringLiteral(" · 1 server · 28M samples · 7.6 MB");
        QCOMPARE(replay::wholenessWords(facts), QStringLiteral("Still being recorded") + numbers);
        facts.growing = false; // nobody has looked at all of it
        QCOMPARE(replay::wholenessWords(facts), QStringLiteral("Recording not checked to its end yet") + numbers);
        facts.checked = true;
        QCOMPARE(replay::wholenessWords(facts), QStringLiteral("Recording whole") + numbers);
        QVERIFY(replay::damageWords(facts).isEmpty());
        facts.damage = {"a", "b", "c"};
        QVERIFY(replay::wholenessWords(facts).startsWith(QLatin1String("RECORDING DAMAGED in 3 places")));
    }

    /// No two names of marks overlap, whatever there is; none leaves the strip.
    void namesOfMarksDoNotOverlap()
    {
        std::uint32_t seed = 7;
        const auto random = [&seed](std::uint32_t below) {
            seed = seed * 1'664'525 + 1'013'904'223;
            return static_cast<double>((seed >> 8) % below);
        };
        int placed = 0;
        for (int round = 0; round < 300; ++round) {
            std::vector<replay::LabelWish> wishes;
            for (int i = 0; i < 12; ++i)
                wishes.push_back({100 + random(900), 20 + random(160)});
            std::ranges::sort(wishes, {}, &replay::LabelWish::x);
            const auto places = replay::placeLabels(wishes, 100, 1000);
            QCOMPARE(places.size(), wishes.size());
            double taken = 100;
            for (std::size_t i = 0; i < places.size(); ++i) {
                if (!places[i])
                    continue;
                ++placed;
                QVERIFY(*places[i] >= taken);
                taken = *places[i] + wishes[i].width;
                QVERIFY(taken <= 1000);
            }
        }
        QVERIFY(placed > 1000);
        const std::array<replay::LabelWish, 2> two{{{100, 50}, {980, 50}}};
        const auto places = replay::placeLabels(two, 100, 1000);
        QVERIFY(*places[0] > 100); // right of its line
        QVERIFY(*places[1] < 980); // left of it: there is no room at the right
    }

    void theRangeStaysInside()
    {
        replay::StripRange range;
        range.setBounds(now, now + hours{24});
        QVERIFY(range.whole());
        range.zoom(0.5, now);
        QCOMPARE(range.from(), now);
        QCOMPARE(range.length(), base::Duration{hours{12}});
        range.pan(-hours{3});
        QCOMPARE(range.from(), now);
        range.pan(hours{100});
        QCOMPARE(range.to(), now + hours{24});
        for (int i = 0; i < 60; ++i)
            range.zoom(0.5, now + hours{20});
        QCOMPARE(range.length(), base::Duration{seconds{10}});
        range.reveal(now);
        QCOMPARE(range.from(), now);
        range.setBounds(now, now + hours{30}); // it grows: what is seen stays
        QCOMPARE(range.from(), now);
        QCOMPARE(range.length(), base::Duration{seconds{10}});
        for (int i = 0; i < 60; ++i)
            range.zoom(2, now + hours{20});
        QVERIFY(range.whole());
        range.setBounds(now, now); // an empty recording
        QVERIFY(range.length().count() > 0);
        range.zoom(0.5, now);
        range.pan(hours{1});
        QVERIFY(range.length().count() > 0);
    }

    void whatIsMissingIsSaid()
    {
        session::RecordingFacts facts;
        facts.rules = 3;
        QCOMPARE(replay::missingWords(facts), QStringLiteral("Log lines of HAProxy: not recorded"));
        facts.logs = true;
        QCOMPARE(replay::missingWords(facts), QString());
        facts.rules = 0; // imported
        QVERIFY(replay::missingWords(facts).startsWith(QLatin1String("Rules: not recorded")));
    }

    void linesOfALogAreToldApart()
    {
        fleet::Event event;
        event.kind = fleet::EventKind::LogLine;
        event.proxy = "web";
        event.name = "web1";
        event.after = "check failed";
        event.detail = "Health check for server web/web1 failed,\x1b[31m \xe2\x80\xae info";
        const workstation::EventText text = workstation::textOf(event, {});
        QCOMPARE(text.what, QStringLiteral("web / web1, log: check failed"));
        QVERIFY(text.detail.startsWith(QLatin1String("Health check for server web/web1 failed,")));
        for (const QChar c : text.detail) // through the gateway, like everything a stranger may have written
            QVERIFY(c.unicode() != 0x1b && c.unicode() != 0x202e);
        event.kind = fleet::EventKind::RunbookStep;
        event.serverName = "web1";
        event.name = "Failing";
        event.after = fleet::stepDone;
        event.detail = "1. Look";
        QCOMPARE(workstation::textOf(event, {}).what, QStringLiteral("step done: Failing · web / web1"));
    }
};

QTEST_GUILESS_MAIN(ReplayWordsTest)

} // namespace tst_replaywords

#include "tst_replaywords.moc"
