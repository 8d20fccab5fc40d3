#include "models/recording/sampleblock.h"
#include "models/recording/samplecodec.h"
#include "models/tsdb/valuecodec.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <random>

namespace tst_samplecodec {

using namespace checkwatch;
using namespace checkwatch::recording;

namespace {

constexpr std::uint32_t firstSlot = 5;
constexpr std::uint32_t slots = 150;
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
    [[nodiscard]] const Bytes& bytes() const { return m_bytes; }
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

/// Both ways to read it: either refuses it, or each slot of the one is that of the other.
bool readAlike(const Bytes& bytes, std::mt19937& random, bool& good)
{
    const auto whole = SampleBlock::open(bytes, start, firstSlot, slots);
    auto packed = PackedSamples::open(bytes, start, firstSlot, slots);
    good = static_cast<bool>(whole);
    if (!whole || !packed) {
        return !whole && !packed;
    }
    std::vector<std::uint32_t> order(slots);
    std::iota(order.begin(), order.end(), firstSlot);
    std::ranges::shuffle(order, random);
    return packed->times() == whole->times && std::ranges::all_of(order, [&](std::uint32_t slot) {
               return std::ranges::equal(packed->of(slot), whole->of(slot))
                   && std::ranges::equal(packed->of(slot), whole->of(slot));
           });
}

} // namespace

class TestSampleCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSlotIsThatOfTheWhole_data()
    {
        QTest::addColumn<int>("columns");
        for (const int columns : {1, 2, 15, 16, 17, 32, 33, 100}) {
            QTest::newRow(QByteArray::number(columns)) << columns;
        }
    }
    void aSlotIsThatOfTheWhole()
    {
        QFETCH(int, columns);
        const RandomColumns random(static_cast<std::size_t>(columns));
        const auto whole = SampleBlock::open(random.bytes(), start, firstSlot, slots);
        QVERIFY(whole && whole->times == random.times());
        std::mt19937 order(3);
        bool good = false;
        QVERIFY(readAlike(random.bytes(), order, good));
        QVERIFY(good);
    }
    /// Only what is asked for is unpacked, and once.
    void whatIsNotAskedForStaysPacked()
    {
        const RandomColumns random(100);
        auto packed = PackedSamples::open(random.bytes(), start, firstSlot, slots);
        QVERIFY(packed);
        const std::size_t before = packed->bytes();
        (void)packed->of(firstSlot + 7);
        const std::size_t after = packed->bytes();
        QVERIFY(after > before && after < before + 2 * 100 * sizeof(std::uint64_t));
        (void)packed->of(firstSlot + 7);
        QCOMPARE(packed->bytes(), after);
    }
    /// Behind a good checksum, that is.
    void whatIsWrongIsRefusedByBoth()
    {
        const Bytes bytes = RandomColumns(40).bytes();
        std::mt19937 random(5);
        int refused = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bool good = false;
            QVERIFY(readAlike({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(i)}, random, good));
            QVERIFY(!good);
            Bytes flipped = bytes;
            flipped[i] = static_cast<std::uint8_t>(flipped[i] ^ (1U << random() % 8));
            QVERIFY(readAlike(flipped, random, good));
            refused += good ? 0 : 1;
        }
        QVERIFY(refused > 100);
    }
    void aMarkOfASlotThatIsNotThereIsRefusedByBoth()
    {
        static_assert(slots % 8 != 0);
        const tsdb::ChangedColumn::Column same(firstSlot + slots);
        const std::vector<tsdb::ChangedColumn> changes{{same, same}};
        const std::vector<base::Timestamp> times{start, start + base::Duration{5}};
        Bytes bytes;
        encodeSamples({same, changes, times}, firstSlot, slots, bytes);
        std::mt19937 random(6);
        bool good = false;
        QVERIFY(readAlike(bytes, random, good) && good);
        bytes.back() |= 0x80U; // nothing changes: marks are the last there is
        bytes.push_back(0);    // how long what it stands for is
        QVERIFY(!SampleBlock::open(bytes, start, firstSlot, slots));
        QVERIFY(!PackedSamples::open(bytes, start, firstSlot, slots));
    }
};

QTEST_APPLESS_MAIN(TestSampleCodec)

} // namespace tst_samplecodec

#include "tst_samplecodec.moc"
