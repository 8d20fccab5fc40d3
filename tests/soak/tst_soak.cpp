#include "app/builtinrunbooks.h"
#include "models/recording/verify.h"
#include "tests/soak/footprint.h"
#include "tests/soak/soakfleet.h"
#include "tests/soak/soaksession.h"
#include "ui/common/theme.h"
#include "ui/wall/type.h"
#include "ui/wall/wallview.h"

#include <QPainter>
#include <QPixmap>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <set>

namespace tst_soak {

using namespace checkwatch;
using namespace checkwatch::soak;
using namespace std::chrono_literals;

namespace {

constexpr base::Timestamp start{1'800'000'000'000ms / soak::round * soak::round};
/// The wall beats once for twenty beats of a real one; a day would take many minutes otherwise.
constexpr base::Duration step = 10s;
constexpr double mostGrowth = 16;       ///< KiB a day
constexpr double mostCached = 6 * 1024; ///< KiB: as SQLite is set up, two MB for each of three connections

int days()
{
    return std::max(1, qEnvironmentVariableIntValue("CHECKWATCH_SOAK_DAYS"));
}

/// What must have happened, or the soak has shown nothing.
struct Seen
{
    std::set<wall::Verdict::Kind> verdicts;
    std::set<QString> captions;  ///< under a code
    std::set<std::size_t> texts; ///< how many lines stood on the wall
};

void print(const Footprint& point)
{
    std::printf(
        "%6.1f h  %9.1f KiB allocated  %6.1f KiB cached  %8.0f KiB resident  %3d handles  %2d threads  %4d objects\n",
        std::chrono::duration<double, std::ratio<3600>>(point.time - start).count(), point.allocated, point.cached,
        point.resident, point.handles, point.threads, point.objects);
    std::fflush(stdout);
}

QByteArray ascii()
{
    QByteArray letters;
    for (char letter = '!'; letter <= '~'; ++letter) {
        letters += letter;
    }
    return letters;
}

/// Every letter in every size at every quarter of a pixel, as a wall has painted them all after some days: fonts keep what
/// they have drawn.
void paintEveryLetter()
{
    QPixmap pixels(64, 64);
    QPainter painter(&pixels);
    const wall::Scale scale;
    for (const int px : {scale.verdict, 48, 40, scale.name, scale.detail, scale.small}) {
        for (const bool bold : {false, true}) {
            for (const QChar letter : QStringLiteral("·…–×") + QString::fromLatin1(ascii())) {
                for (const double quarter : {0.0, 0.25, 0.5, 0.75}) {
                    wall::paintLine(painter, QRectF(quarter, 0, 64, 64), letter, px, bold);
                }
            }
        }
    }
}

} // namespace

/// The wall for a day, or for as many as CHECKWATCH_SOAK_DAYS says, in simulated time: nothing may grow. Sixty servers
/// behind three exporters, scraped and evaluated each 20 s, recorded with two hours of retention, on a wall of 1280×720.
class SoakTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void growthIsFound();
    void nothingGrows();

private:
    static void look(const wall::WallView& view, const SoakSession& session, Seen& seen);
    static void verifyEvents(const Seen& seen);
    static void verifyConstant(const std::vector<Footprint>& points);
    static void verifyRecording(const SoakSession& session);
};

/// The measure measures: four KiB an hour are a hundred a day.
void SoakTest::growthIsFound()
{
    std::vector<Footprint> points;
    points.reserve(24);
    std::vector<std::unique_ptr<char[]>> lost;
    lost.reserve(24);
    for (int hour = 0; hour < 24; ++hour) {
        lost.push_back(std::make_unique<char[]>(4096));
        points.push_back(footprintAt(start + hour * 1h));
    }
    const Growth found = growthOf(points, &Footprint::allocated);
    QVERIFY2(found.slope > 90 && found.slope < 110 && found.error < 5, std::to_string(found.slope).c_str());
}

void SoakTest::look(const wall::WallView& view, const SoakSession& session, Seen& seen)
{
    const fleet::Snapshot& snapshot = *session.snapshot();
    seen.verdicts.insert(wall::verdictOf(snapshot, workstation::totalsOf(snapshot), session.now(), common::Zone::Utc,
                                         wall::Counted(snapshot, {}))
                             .kind);
    seen.texts.insert(view.scene().texts.size());
    for (const wall::SceneText& text : view.scene().texts) {
        if (text.text.endsWith(QStringLiteral(" runbook"))) {
            seen.captions.insert(text.text);
        }
    }
}

void SoakTest::verifyEvents(const Seen& seen)
{
    using Kind = wall::Verdict::Kind;
    for (const Kind kind : {Kind::Ok, Kind::Bad, Kind::Unknown, Kind::Pending}) {
        QVERIFY2(seen.verdicts.contains(kind), std::to_string(static_cast<int>(kind)).c_str());
    }
    QVERIFY(seen.captions.size() > 3);
    QVERIFY2(seen.texts.size() > 7, std::to_string(seen.texts.size()).c_str());
}

/// The last half: by then everything that is bounded is full.
void SoakTest::verifyConstant(const std::vector<Footprint>& points)
{
    const std::span<const Footprint> half = std::span(points).subspan(points.size() / 2);
    const Growth growth = growthOf(half, &Footprint::allocated);
    const Growth resident = growthOf(half, &Footprint::resident);
    std::printf("last half: %+.1f ± %.1f KiB allocated and %+.1f ± %.1f KiB resident a day\n", growth.slope,
                growth.error, resident.slope, resident.error);
    for (const Footprint& point : half) {
        QCOMPARE(point.handles, half.front().handles);
        QCOMPARE(point.threads, half.front().threads);
        QCOMPARE(point.objects, half.front().objects);
        QVERIFY2(point.cached <= mostCached, std::to_string(point.cached).c_str());
    }
    QVERIFY2(growth.atLeast() <= mostGrowth, std::to_string(growth.atLeast()).c_str());
}

void SoakTest::verifyRecording(const SoakSession& session)
{
    const auto verdict = recording::verify(session.recordingPath(), [](std::uint64_t) { return true; });
    QVERIFY2(verdict.ok(), verdict ? "" : verdict.error().text().c_str());
    QVERIFY(verdict->damage.empty());
    QVERIFY(verdict->samples > 0);
    QVERIFY(session.now() - verdict->to < 1min);
    QVERIFY2(session.now() - verdict->from < 5h, std::to_string((session.now() - verdict->from).count()).c_str());
}

void SoakTest::nothingGrows()
{
    const QTemporaryDir folder;
    SoakSession session(folder.path().toStdString(), start);
    std::vector<std::string> notices;
    wall::WallView view;
    view.stopTimer();
    view.setZone(common::Zone::Utc);
    view.setDwell(8s); // sixteen beats: thirty-two turns a round, so that each is like the one before
    view.setRunbooks(std::make_shared<const runbooks::Library>(app::loadRunbooks(session.config(), notices)));
    view.resize(1280, 720);
    view.setSession(&session);
    view.show();
    paintEveryLetter();
    Seen seen;
    std::vector<Footprint> points;
    points.reserve(static_cast<std::size_t>(days() * 24h / soak::round));
    std::vector<Footprint> turn;
    turn.reserve(soak::round / 80s);
    for (const base::Timestamp end = start + days() * 24h; session.now() < end;) {
        session.advance(step);
        view.beat();
        QCoreApplication::processEvents();
        if (seen.texts.size() < 1000) {
            look(view, session, seen);
        }
        if ((session.now() - start) % 80s == base::Duration{0}) {
            session.settle();
            turn.push_back(footprintAt(session.now()));
        }
        if (turn.size() == soak::round / 80s) {
            points.push_back(meanOf(turn));
            print(points.back());
            turn.clear();
        }
    }
    verifyEvents(seen);
    verifyConstant(points);
    verifyRecording(session);
}

int main(int argc, char* argv[])
{
    checkwatch::soak::countObjects();
    QApplication application(argc, argv);
    common::applyTheme(application, common::ThemeKind::Dark);
    SoakTest test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace tst_soak

#include "tst_soak.moc"
