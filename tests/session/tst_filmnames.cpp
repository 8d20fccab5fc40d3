#include "models/fleet/tracker.h"
#include "models/session/filmnames.h"

#include <QTest>

namespace tst_filmnames {

using namespace checkwatch;
using namespace checkwatch::session;

namespace {

/// One a second; of two that come at once, each is another.
std::vector<fleet::Event> eventsOf(int from, int to)
{
    std::vector<fleet::Event> out;
    for (int i = from; i < to; ++i) {
        fleet::Event event;
        event.number = static_cast<std::uint64_t>(i - from + 1);
        event.time = base::fromUnixMs(1'800'000'000'000 + i / 2 * 1000);
        event.name = std::to_string(i);
        out.push_back(std::move(event));
    }
    return out;
}

std::string namesIn(const FilmNews& news, const FilmBefore& range)
{
    std::string out;
    for (std::size_t i = range.first; i < range.end; ++i) {
        out += news.past[i].name + ' ';
    }
    return out;
}

} // namespace

/// What a film keeps once.
class TestFilmNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatSessionsKnowFromBeforeIsKeptOnce()
    {
        FilmNames names;
        FilmNews news;
        for (const auto& [from, to] : {std::pair{0, 4}, {0, 4}, {1, 6}, {3, 6}, {9, 11}, {11, 11}, {9, 12}}) {
            names.addBefore(eventsOf(from, to));
            news.append(names.takeNews());
            QCOMPARE(names.before(), static_cast<std::uint32_t>(news.before.size() - 1));
        }
        QCOMPARE(news.before.size(), std::size_t{7});
        QCOMPARE(namesIn(news, news.before[0]), std::string("0 1 2 3 "));
        QCOMPARE(namesIn(news, news.before[1]), std::string("0 1 2 3 "));
        QCOMPARE(namesIn(news, news.before[2]), std::string("1 2 3 4 5 "));
        QCOMPARE(namesIn(news, news.before[3]), std::string("3 4 5 "));
        QCOMPARE(namesIn(news, news.before[4]), std::string("9 10 "));
        QCOMPARE(namesIn(news, news.before[5]), std::string());
        QCOMPARE(namesIn(news, news.before[6]), std::string("9 10 11 "));
        QCOMPARE(news.past.size(), std::size_t{6 + 2 + 3}); // what an empty session forgot comes again
    }
    /// A film numbers what was before by the room that this leaves.
    void aSessionKeepsNoMoreEventsThanAreShown() { QVERIFY(fleet::TrackerOptions().eventsKept <= fleet::eventsShown); }
};

QTEST_APPLESS_MAIN(TestFilmNames)

} // namespace tst_filmnames

#include "tst_filmnames.moc"
