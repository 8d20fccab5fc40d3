#include "naivestore.h"

#include <QTest>

#include <cmath>
#include <random>

namespace tst_store_random {

using namespace checkwatch;
using namespace checkwatch::tsdb;
using metrics::Labels;
using metrics::Sample;

namespace {

bool equal(const std::vector<Sample>& a, const std::vector<Sample>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Sample& x, const Sample& y) {
        return x.time == y.time && metrics::sameBits(x.value, y.value);
    });
}

/// A target that behaves badly: numbers its series, drops some, sets its clock, sends own timestamps.
struct Target
{
    GroupId group = 0;
    std::vector<Labels> labels; ///< by local number
    std::vector<double> values;
};

class Rig
{
public:
    Rig(std::uint64_t seed, Retention retention) : store(retention), m_random(seed) {}

    MemoryStore store;
    NaiveStore naive;
    std::vector<Target> targets;
    std::int64_t now = 1'700'000'000'000;
    std::vector<Labels> everyLabels;

    std::uint64_t pick(std::uint64_t below) { return m_random() % below; }

    void addTarget() { targets.push_back({store.addGroup(), {}, {}}); }

    double nextValue(double old)
    {
        switch (pick(24)) {
        case 0: return metrics::staleValue();
        case 1: return metrics::nanValue();
        case 2: return HUGE_VAL;
        case 3: return -0.0;
        case 4: return metrics::missingValue();
        case 5: return std::sin(static_cast<double>(pick(1000)));
        case 6: return static_cast<double>(pick(100000)) / 1000.0;
        case 7:
        case 8:
        case 9: return std::isfinite(old) ? old + static_cast<double>(pick(20)) : 0.0;
        default: return old;
        }
    }

    void scrape(Target& target)
    {
        metrics::ScrapeBatch batch;
        const std::int64_t late = pick(15) == 0 ? static_cast<std::int64_t>(pick(20'000)) : 0;
        batch.time = base::fromUnixMs(now - late);
        batch.firstAdded = static_cast<std::uint32_t>(target.labels.size());
        for (std::uint64_t i = target.labels.empty() ? 5 : pick(40) / 38; i > 0; --i) {
            const Labels labels{{"__name__", "m"}, {"id", std::to_string(pick(60))}};
            target.labels.push_back(labels);
            target.values.push_back(1);
            batch.added.push_back(labels);
            everyLabels.push_back(labels);
        }
        for (std::uint32_t local = 0; local < target.labels.size(); ++local) {
            target.values[local] = nextValue(target.values[local]);
            batch.column.push_back(target.values[local]);
        }
        if (pick(10) == 0 && batch.column.size() > 2) {
            batch.column.pop_back();
        }
        for (std::uint32_t local = 0; local < batch.column.size(); ++local) {
            naive.put(target.labels[local], {batch.time, batch.column[local]});
        }
        for (std::uint64_t i = pick(8) == 0 ? 3 : 0; i > 0; --i) {
            const auto local = static_cast<std::uint32_t>(pick(target.labels.size()));
            const Sample sample{base::fromUnixMs(now - static_cast<std::int64_t>(pick(3000))),
                                static_cast<double>(pick(5))};
            batch.timed.push_back({local, sample});
            naive.put(target.labels[local], sample);
        }
        store.append(target.group, batch);
    }

private:
    std::mt19937_64 m_random;
};

} // namespace

class TestStoreRandom : public QObject
{
    Q_OBJECT

    /// Everything that is within the retention answers as the naive store does.
    static bool check(Rig& rig, const Labels& labels, base::Timestamp oldest)
    {
        std::vector<metrics::Matcher> matchers;
        for (const metrics::Label label : labels) {
            matchers.push_back(metrics::Matcher::equal(std::string(label.name), std::string(label.value)));
        }
        const base::Timestamp to = base::fromUnixMs(rig.now - static_cast<std::int64_t>(rig.pick(60'000)));
        const base::Timestamp from
            = std::max(oldest, to - base::Duration{static_cast<std::int64_t>(rig.pick(2'000'000))});
        const auto found = rig.store.select(matchers);
        const auto all = rig.naive.window(labels, from, to, true);
        if (found.empty()) {
            return all.empty();
        }
        if (found.size() != 1 || !(rig.store.labels(found[0]) == labels)) {
            return false;
        }
        std::vector<Sample> samples;
        rig.store.window(found[0], from, to, samples);
        const auto newest = rig.store.newest(found[0], from, to);
        bool good = equal(samples, rig.naive.window(labels, from, to, false)) && newest.has_value() == !all.empty()
            && (!newest || equal({*newest}, {all.back()}));
        if (const auto constant = rig.store.constantWindow(found[0], from, to)) {
            good = good && constant->count == all.size() && constant->first == all.front().time
                && constant->last == all.back().time;
            for (const Sample& sample : all) {
                good = good && metrics::sameBits(sample.value, constant->value);
            }
        }
        return good;
    }

private Q_SLOTS:
    void answersAsTheNaiveStore_data()
    {
        QTest::addColumn<int>("retentionSeconds");
        QTest::addColumn<int>("seed");
        for (const int retention : {300, 3000, 1'000'000}) {
            for (int seed = 0; seed < 4; ++seed) {
                QTest::addRow("%d s, seed %d", retention, seed) << retention << seed;
            }
        }
    }
    void answersAsTheNaiveStore()
    {
        QFETCH(int, retentionSeconds);
        QFETCH(int, seed);
        const Retention retention{std::chrono::seconds{retentionSeconds}, 1UL << 40U};
        Rig rig(static_cast<std::uint64_t>(seed), retention);
        for (int step = 0; step < 6000; ++step) {
            if (rig.targets.empty() || (rig.targets.size() < 4 && rig.pick(200) == 0)) {
                rig.addTarget();
            }
            rig.now += static_cast<std::int64_t>(rig.pick(3000));
            rig.scrape(rig.targets[rig.pick(rig.targets.size())]);
            if (rig.pick(500) == 0) {
                const auto index = static_cast<std::ptrdiff_t>(rig.pick(rig.targets.size()));
                rig.store.closeGroup(rig.targets[static_cast<std::size_t>(index)].group);
                rig.targets.erase(rig.targets.begin() + index);
            }
            if (rig.pick(3) == 0) {
                rig.store.trim(base::fromUnixMs(rig.now));
            }
            const Labels& labels = rig.everyLabels[rig.pick(rig.everyLabels.size())];
            QVERIFY2(
                check(rig, labels, base::fromUnixMs(rig.now) - retention.time),
                qPrintable(QStringLiteral("step %1, %2").arg(step).arg(QString::fromStdString(labels.toString()))));
        }
        if (retentionSeconds == 1'000'000) {
            QCOMPARE(rig.store.stats().rejected, std::uint64_t{rig.naive.rejected});
        }
    }
};

QTEST_APPLESS_MAIN(TestStoreRandom)

} // namespace tst_store_random

#include "tst_store_random.moc"
