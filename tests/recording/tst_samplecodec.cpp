#include "models/recording/samplecodec.h"
#include "models/tsdb/valuecodec.h"

#include <QTest>

#include <algorithm>
#include <random>

namespace tst_samplecodec {

using namespace checkwatch;
using namespace checkwatch::recording;

namespace {

constexpr std::uint32_t firstSlot = 5;
constexpr std::uint32_t slots = 70;
constexpr base::Timestamp start = base::fromUnixMs(1'800'000'000'000);

/// Columns of values that change now and then, and are missing sometimes.
class RandomColumns
{
public:
    explicit RandomColumns(std::size_t columns)
    {
        tsdb::ChangedColumn::Column now(firstSlot + slots);
        std::ranges::generate(now, [&] { return value(); });
        m_first = now;
        for (m_times = {start}; m_times.size() < columns;) {
            const tsdb::ChangedColumn::Column before = now;
            for (std::uint64_t& bits : now) {
                bits = m_random() % 8 == 0 ? value() : bits;
            }
            m_changes.emplace_back(before, now);
            m_times.push_back(m_times.back() + base::Duration{1 + m_random() % 9});
        }
        encodeSamples({m_first, m_changes, m_times}, firstSlot, slots, m_bytes);
    }
    [[nodiscard]] base::Result<SampleBlock> read(base::Timestamp until = base::Timestamp::max()) const
    {
        return decodeSamples(m_bytes, start, firstSlot, slots, until);
    }
    [[nodiscard]] const std::vector<base::Timestamp>& times() const { return m_times; }

private:
    std::uint64_t value()
    {
        return m_random() % 5 == 0 ? metrics::missingBits : std::bit_cast<std::uint64_t>(double(m_random() % 1000));
    }

    std::mt19937 m_random{4};
    tsdb::ChangedColumn::Column m_first;
    std::vector<tsdb::ChangedColumn> m_changes;
    std::vector<base::Timestamp> m_times;
    Bytes m_bytes;
};

} // namespace

class TestSampleCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBeginningIsThatOfTheWhole_data()
    {
        QTest::addColumn<int>("columns");
        for (const int columns : {1, 2, 15, 16, 17, 32, 33, 100}) {
            QTest::newRow(QByteArray::number(columns)) << columns;
        }
    }
    void aBeginningIsThatOfTheWhole()
    {
        QFETCH(int, columns);
        const RandomColumns random(static_cast<std::size_t>(columns));
        const auto whole = random.read();
        QVERIFY(whole && whole->times == random.times());
        for (base::Timestamp until = start - base::Duration{2}; until <= whole->last + base::Duration{2};
             until += base::Duration{1}) {
            const auto part = random.read(until);
            QVERIFY(part && part->last == whole->last);
            const std::size_t read = part->times.size();
            QVERIFY(std::equal(part->times.begin(), part->times.end(), whole->times.begin()));
            QVERIFY(read == whole->times.size() || part->times.back() > until);
            const auto wanted = std::ranges::upper_bound(whole->times, until) - whole->times.begin();
            QVERIFY(read <= static_cast<std::size_t>(wanted) + tsdb::segmentLength);
            for (std::uint32_t slot = firstSlot; slot < firstSlot + slots; ++slot) {
                QVERIFY(std::ranges::equal(part->of(slot), whole->of(slot).first(read)));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestSampleCodec)

} // namespace tst_samplecodec

#include "tst_samplecodec.moc"
