#include "tests/session/recordedlife.h"
#include "tests/session/replayrig.h"
#include "tests/session/snapshotlines.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <numeric>
#include <random>
#include <tuple>

namespace tst_replaysession {

using namespace checkwatch;
using replayrig::opened;
using replayrig::start;

namespace {

fleet::WhyQuestion questionOf(fleet::ServerId server)
{
    fleet::WhyQuestion question;
    question.server = server;
    return question;
}

} // namespace

/// A replay as screens have it: threads, signals, and everything as of the position.
class TestReplaySession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySecondIsShownAsItWas()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 21);
        life.live(std::chrono::seconds{150});
        life.flush();
        const auto session = opened(life);
        QVERIFY(session != nullptr);
        session->start();
        std::vector<std::size_t> order(life.seconds().size());
        std::iota(order.begin(), order.end(), 0);
        std::shuffle(order.begin(), order.end(), std::mt19937(7));
        for (const std::size_t i : order) {
            const recordedlife::Life::Second& second = life.seconds()[i];
            session->seek(second.time);
            const base::Timestamp reached = std::min(second.time, session->facts().to);
            QTRY_VERIFY(session->now() == reached && session->settled());
            if (reached == second.time) {
                QCOMPARE(recordedlife::describe(*session->snapshot()), second.shown);
            }
        }
    }
    void everythingIsAsOfThePosition()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 22);
        life.live(std::chrono::seconds{120});
        const base::Timestamp middle = life.now();
        const auto server = life.engine().snapshot(middle)->blocks.front()->rows.front().identity->id;
        const fleet::HistoryPtr then
            = life.engine().history(1, {server}, middle - std::chrono::seconds{60}, middle, base::Duration{1000});
        const fleet::ExplanationPtr whyThen = life.engine().explain(1, questionOf(server), middle);
        life.live(std::chrono::seconds{60});
        life.flush();
        const auto session = opened(life);
        session->start();
        session->seek(middle);
        QTRY_VERIFY(session->now() == middle && session->settled());

        QSignalSpy histories(session.get(), &session::Session::historyReady);
        session->requestHistory(1, 0, {server}, middle - std::chrono::seconds{60}, middle + std::chrono::seconds{60},
                                base::Duration{1000});
        QTRY_COMPARE(histories.size(), 1);
        const auto replayed = histories.front().front().value<fleet::HistoryPtr>();
        QCOMPARE(replayed->servers.front().increase.size(), then->servers.front().increase.size());
        for (std::size_t i = 0; i < then->servers.front().increase.size(); ++i) {
            const fleet::Point& a = then->servers.front().increase[i];
            const fleet::Point& b = replayed->servers.front().increase[i];
            QVERIFY(a.time == b.time && metrics::sameBits(a.value, b.value));
        }
        const auto spans = [](const fleet::HistoryPtr& history) {
            std::vector<std::tuple<fleet::SpanKind, base::Timestamp, base::Timestamp>> out;
            for (const fleet::Span& span : history->servers.front().spans) {
                out.emplace_back(span.kind, span.from, span.to);
            }
            return out;
        };
        QVERIFY(!spans(then).empty() && std::get<2>(spans(then).back()) == std::get<2>(spans(replayed).back()));
        QVERIFY(spans(then) == spans(replayed));

        QSignalSpy explanations(session.get(), &session::Session::explanationReady);
        session->requestExplanation(7, questionOf(server));
        QTRY_COMPARE(explanations.size(), 1);
        const auto why = explanations.front().front().value<fleet::ExplanationPtr>();
        QCOMPARE(why->evaluatedAt, whyThen->evaluatedAt);
        QCOMPARE(why->expression, whyThen->expression);
        QCOMPARE(why->isTrue, whyThen->isTrue);
        QVERIFY(why->record != nullptr && metrics::sameBits(why->record->root.value, whyThen->record->root.value));
        QCOMPARE(why->picture.raw.size(), whyThen->picture.raw.size());

        QSignalSpy queries(session.get(), &session::Session::queryReady);
        session->requestQuery({3, 0, "max(timestamp(up))", {}, session->facts().to, {}});
        QTRY_COMPARE(queries.size(), 1);
        const auto answer = queries.front().front().value<session::QueryAnswerPtr>();
        const auto& vector = std::get<promql::Vector>(answer->value);
        QVERIFY(!vector.elements.empty() && vector.elements.front().value <= base::unixMs(middle) / 1000.0);
    }
    void stepsGoFromOneStopToTheNext()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 23);
        life.live(std::chrono::seconds{60});
        life.flush();
        const auto session = opened(life);
        session->start();
        QSignalSpy timelines(session.get(), &session::Replay::timelineReady);
        QTRY_COMPARE(timelines.size(), 1);
        session->seek(start + std::chrono::seconds{30});
        QTRY_COMPARE(session->now(), start + std::chrono::seconds{30});
        using Stop = session::Replay::Stop;
        for (const Stop stop : {Stop::Event, Stop::Evaluation, Stop::Scrape}) {
            const base::Timestamp before = session->now();
            session->step(stop, true);
            QTRY_VERIFY(session->now() > before);
            const base::Timestamp next = session->now();
            session->step(stop, true);
            QTRY_VERIFY(session->now() > next);
            session->step(stop, false);
            QTRY_COMPARE(session->now(), next);
        }
        session->seek(session->facts().to);
        QTRY_COMPARE(session->now(), session->facts().to);
        // What the newest evaluation found is there when its slot is over, a millisecond later; nothing comes after it.
        for (int step = 0; step < 2; ++step) {
            session->step(Stop::Event, true);
            QTest::qWait(50);
            QVERIFY(session->now() <= session->facts().to + base::Duration{1});
        }
    }
    void playingKeepsUpAndEnds()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 24);
        life.live(std::chrono::seconds{120});
        life.flush();
        const auto session = opened(life);
        session->start();
        QTRY_VERIFY(session->settled());
        const base::Timestamp begin = session->now();
        QVERIFY(begin < session->facts().to - std::chrono::seconds{30});
        QElapsedTimer timer;
        timer.start();
        session->play(60);
        QVERIFY(session->playing());
        QTRY_VERIFY(!session->playing());
        QTRY_COMPARE(session->now(), session->facts().to);
        const double expected = static_cast<double>((session->facts().to - begin).count()) / 60;
        QVERIFY(static_cast<double>(timer.elapsed()) >= 0.9 * expected);
        QVERIFY(static_cast<double>(timer.elapsed()) < 2 * expected + 1000); // a loaded machine is late, not slower
    }
    void notesAreKeptBesideTheFile()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 25);
        life.live(std::chrono::seconds{20});
        life.flush();
        QFile file(QString::fromStdString(life.path()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray before = file.readAll();
        const std::string text = "first line\nsecond \\ line";
        {
            const auto session = opened(life);
            session->start();
            QTRY_VERIFY(session->timeline() != nullptr);
            session->seek(start + std::chrono::seconds{7});
            QTRY_COMPARE(session->now(), start + std::chrono::seconds{7});
            QVERIFY(session->addNote(text).ok());
            QCOMPARE(session->timeline()->marks.back().text, text);
        }
        file.seek(0);
        QVERIFY(file.readAll() == before);
        const auto again = opened(life);
        again->start();
        QTRY_VERIFY(again->timeline() != nullptr);
        const auto& marks = again->timeline()->marks;
        const auto note = std::ranges::find(marks, fleet::TimelineMark::Kind::Note, &fleet::TimelineMark::kind);
        QVERIFY(note != marks.end() && note->text == text && note->time == start + std::chrono::seconds{7});
    }
    void opensAtTheFirstAlert()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 22);
        life.live(std::chrono::seconds{150});
        life.flush();
        const auto firing = [](const recordedlife::Life::Second& second) {
            return std::ranges::any_of(second.shown, [](const std::string& line) {
                return line.starts_with("alert ") && line.find(" state 2 ") != std::string::npos;
            });
        };
        const auto first = std::ranges::find_if(life.seconds(), firing);
        QVERIFY(first != life.seconds().end() && first != life.seconds().begin());
        const auto session = opened(life);
        QVERIFY(session->now() <= first->time && session->now() > std::prev(first)->time);
        session->start();
        QTRY_VERIFY(session->snapshot() != nullptr && session->settled());
        QVERIFY(std::ranges::any_of(*session->snapshot()->alerts, [](const fleet::AlertRow& row) {
            return row.alert.state == rules::AlertState::Firing;
        }));
        QCOMPARE(session->firstAlert(), std::optional(session->now()));
    }
    void opensWhereDataBeginsWithoutAnAlert()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 28);
        life.live(std::chrono::seconds{7});
        life.flush();
        const auto session = opened(life);
        QVERIFY(!session->firstAlert());
        QVERIFY(session->now() > session->facts().from);
        session->start();
        QTRY_VERIFY(session->snapshot() != nullptr && session->settled());
        QVERIFY(!session->snapshot()->targets.empty());
        QTRY_VERIFY(std::ranges::none_of(session->snapshot()->targets, [](const fleet::TargetRow& row) {
            return row.lastGood == base::Timestamp{} && row.lastError.message.empty();
        }));
    }
    void nothingReachesANetwork()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 27);
        life.live(std::chrono::seconds{30});
        life.flush();
        const auto sockets = [] {
            const QFileInfoList all = QDir(QStringLiteral("/proc/self/fd"))
                                          .entryInfoList(QDir::Files | QDir::System | QDir::NoDotAndDotDot);
            return std::ranges::count_if(
                all, [](const QFileInfo& file) { return file.symLinkTarget().contains(QStringLiteral("socket:")); });
        };
        const auto before = sockets();
        const auto session = opened(life);
        session->start();
        QTRY_VERIFY(session->timeline() != nullptr);
        session->seek(session->facts().to);
        QTRY_COMPARE(session->now(), session->facts().to);
        QCOMPARE(sockets(), before);
    }
    void whatCannotBeReplayedIsRefused()
    {
        const QTemporaryDir folder;
        QVERIFY(!session::ReplaySession::open(folder.filePath(QStringLiteral("nothing.cwrec")).toStdString()).ok());
        QVERIFY(!session::ReplaySession::open(folder.path().toStdString()).ok());
    }
};

QTEST_GUILESS_MAIN(TestReplaySession)

} // namespace tst_replaysession

#include "tst_replaysession.moc"
