#include "tests/ui/matrixshow.h"

#include <QTest>

#include <algorithm>

namespace tst_matrixlist {

using namespace checkwatch;
using namespace checkwatch::matrixshow;
using namespace std::chrono_literals;
using support::FakeFleet;
using support::FakeState;

/// What the list and the verdict make of servers that several HAProxies see.
class MatrixListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theListSaysWhatItPointsAt_data();
    void theListSaysWhatItPointsAt();
    void aServerIsListedOnce();
    void aServerCountsOnce();
};

void MatrixListTest::theListSaysWhatItPointsAt_data()
{
    QTest::addColumn<QList<int>>("failing"); // HAProxies from which web-1 is DOWN
    QTest::addColumn<int>("silent");         // -1: none
    QTest::addColumn<QString>("words");
    QTest::newRow("one") << QList<int>{1} << -1 << QStringLiteral("from lb-02 only: the path");
    QTest::newRow("all") << QList<int>{0, 1, 2} << -1 << QStringLiteral("from all 3: the server");
    QTest::newRow("some") << QList<int>{0, 2} << -1 << QStringLiteral("from 2 of 3");
    QTest::newRow("all who answer") << QList<int>{0, 1} << 2 << QStringLiteral("from all 2 that answer: the server");
    QTest::newRow("one of two who answer") << QList<int>{1} << 2 << QStringLiteral("from lb-02 only: the path");
}

void MatrixListTest::theListSaysWhatItPointsAt()
{
    QFETCH(QList<int>, failing);
    QFETCH(int, silent);
    QFETCH(QString, words);
    FakeFleet fleet = behind(3, 6);
    for (const int haproxy : failing) {
        fleet.setState(static_cast<fleet::ServerId>(6 * haproxy), FakeState::DownSilent);
    }
    if (silent >= 0) {
        fleet.setStale(static_cast<std::size_t>(silent), 48s);
    }
    Shown shown(fleet.snapshot(), {1920, 1080});
    const QStringList lines = texts(shown.view);
    const auto said
        = [&](const QString& text) { return text == words || text.startsWith(words + QStringLiteral(" · ")); };
    QVERIFY2(std::ranges::any_of(lines, said), qPrintable(lines.join(QLatin1Char('\n'))));
}

void MatrixListTest::aServerIsListedOnce()
{
    FakeFleet fleet = behind(12, 6);
    for (fleet::ServerId haproxy = 0; haproxy < 12; ++haproxy) {
        fleet.setState(6 * haproxy + 2, FakeState::DownSilent);
    }
    Shown shown(fleet.snapshot(), {1920, 1080});
    QCOMPARE(texts(shown.view).count(QStringLiteral("be-1 / web-3")), 1);
}

/// In the verdict and in the numbers beside it; grouped otherwise each HAProxy's row is one.
void MatrixListTest::aServerCountsOnce()
{
    FakeFleet fleet = behind(3, 6);
    for (fleet::ServerId haproxy = 0; haproxy < 3; ++haproxy) {
        fleet.setState(6 * haproxy, FakeState::DownSilent);
    }
    fleet.setState(1, FakeState::Pending);
    Shown shown(fleet.snapshot(), {1920, 1080});
    const auto has = [&shown](const char* text) { return texts(shown.view).contains(QLatin1String(text)); };
    const auto above = [&shown](const char* word) {
        const QStringList all = texts(shown.view);
        const qsizetype at = all.indexOf(QLatin1String(word));
        return at < 1 ? QString() : all[at - 1];
    };
    QVERIFY2(has("1 DOWN"), qPrintable(texts(shown.view).join(QLatin1Char('\n'))));
    QCOMPARE(above("up"), QStringLiteral("4"));
    QCOMPARE(above("pending"), QStringLiteral("1"));
    shown.view.setScope({wall::Grouping::Haproxy, {}, {}, {}});
    QVERIFY(has("3 DOWN"));
    QCOMPARE(above("up"), QStringLiteral("14"));
}

QTEST_MAIN(MatrixListTest)

} // namespace tst_matrixlist

#include "tst_matrixlist.moc"
