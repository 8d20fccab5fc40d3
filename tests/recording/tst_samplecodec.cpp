#include "models/recording/packedsamples.h"
#include "models/recording/samplecodec.h"
#include "models/tsdb/valuecodec.h"

#include <QTest>

#include <algorithm>
#include <bit>
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
        addRow(now);
        for (m_times = {start}; m_times.size() < columns;) {
            const tsdb::ChangedColumn::Column before = now;
            for (std::uint64_t& bits : now) {
                bits = m_random() % 8 == 0 ? value() : bits;
            }
            m_changes.emplace_back(before, now);
            m_times.push_back(m_times.back() + base::Duration{1 + m_random() % 9});
            addRow(now);
        }
        encodeSamples({m_first, m_changes, m_times}, firstSlot, slots, m_bytes);
    }
    [[nodiscard]] const Bytes& bytes() const { return m_bytes; }
    [[nodiscard]] const std::vector<base::Timestamp>& times() const { return m_times; }
    /// What went in, slot by slot.
    [[nodiscard]] const std::vector<std::vector<std::uint64_t>>& rows() const { return m_rows; }

private:
    void addRow(const tsdb::ChangedColumn::Column& now)
    {
        for (std::uint32_t slot = 0; slot < slots; ++slot) {
            m_rows[slot].push_back(now[firstSlot + slot]);
        }
    }
    std::uint64_t value()
    {
        return m_random() % 5 == 0 ? metrics::missingBits : std::bit_cast<std::uint64_t>(double(m_random() % 1000));
    }

    std::mt19937 m_random{4};
    tsdb::ChangedColumn::Column m_first;
    std::vector<tsdb::ChangedColumn> m_changes;
    std::vector<base::Timestamp> m_times;
    Bytes m_bytes;
    std::vector<std::vector<std::uint64_t>> m_rows{slots};
};

using Rows = std::vector<std::vector<std::uint64_t>>;

/// Read column by column, with so many slots of room for each.
Rows byColumns(const PackedSamples& packed, std::size_t room = firstSlot + slots)
{
    Rows rows(std::max<std::size_t>(room, firstSlot) - firstSlot);
    std::vector<std::uint64_t> newest = packed.firstColumn();
    for (std::size_t at = 0; at < packed.times().size(); at += tsdb::segmentLength) {
        const std::size_t count = std::min(tsdb::segmentLength, packed.times().size() - at);
        std::vector<std::vector<double>> columns(count, std::vector<double>(room));
        packed.unpackGroup(at / tsdb::segmentLength, newest, columns);
        for (std::size_t slot = 0; slot < rows.size(); ++slot) {
            std::ranges::transform(columns, std::back_inserter(rows[slot]), [&](const std::vector<double>& column) {
                return std::bit_cast<std::uint64_t>(column[firstSlot + slot]);
            });
        }
    }
    return rows;
}

/// Read slot by slot, in any order, some more than once.
Rows bySlots(PackedSamples& packed, std::mt19937& random)
{
    Rows rows(slots);
    std::vector<std::uint32_t> order(slots);
    std::iota(order.begin(), order.end(), 0);
    std::ranges::shuffle(order, random);
    for (const std::uint32_t slot : order) {
        (void)packed.of(firstSlot + random() % slots);
        const auto row = packed.of(firstSlot + slot);
        rows[slot].assign(row.begin(), row.end());
    }
    return rows;
}

/// Whether it is refused, or read alike in both ways.
bool refused(const Bytes& bytes, std::mt19937& random)
{
    auto packed = PackedSamples::open(bytes, start, firstSlot, slots);
    if (packed && byColumns(*packed) != bySlots(*packed, random)) {
        QTest::qFail("the two ways to read it differ", __FILE__, __LINE__);
    }
    return !packed;
}

} // namespace

class TestSampleCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWentInComesOut_data()
    {
        QTest::addColumn<int>("columns");
        for (const int columns : {1, 2, 15, 16, 17, 32, 33, 100}) {
            QTest::newRow(QByteArray::number(columns)) << columns;
        }
    }
    void whatWentInComesOut()
    {
        QFETCH(int, columns);
        const RandomColumns in(static_cast<std::size_t>(columns));
        auto packed = PackedSamples::open(in.bytes(), start, firstSlot, slots);
        QVERIFY(packed && packed->times() == in.times());
        std::mt19937 random(3);
        QVERIFY(byColumns(*packed) == in.rows());
        QVERIFY(bySlots(*packed, random) == in.rows());
    }
    /// As where the labels of the last ones are lost.
    void columnsMayBeShorter()
    {
        const RandomColumns in(40);
        const auto packed = PackedSamples::open(in.bytes(), start, firstSlot, slots);
        QVERIFY(packed);
        for (const std::size_t room :
             {std::size_t{1}, firstSlot + 0UL, firstSlot + 1UL, firstSlot + 64UL, firstSlot + 71UL}) {
            const Rows rows = byColumns(*packed, room);
            QVERIFY(std::equal(rows.begin(), rows.end(), in.rows().begin()));
        }
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
    void whatIsWrongIsRefused()
    {
        const Bytes bytes = RandomColumns(40).bytes();
        std::mt19937 random(5);
        int count = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            QVERIFY(refused({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(i)}, random));
            Bytes flipped = bytes;
            flipped[i] = static_cast<std::uint8_t>(flipped[i] ^ (1U << random() % 8));
            count += refused(flipped, random) ? 1 : 0;
        }
        QVERIFY(count > 100);
    }
    void aMarkOfASlotThatIsNotThereIsRefused()
    {
        static_assert(slots % 8 != 0);
        const tsdb::ChangedColumn::Column same(firstSlot + slots);
        const std::vector<tsdb::ChangedColumn> changes{{same, same}};
        const std::vector<base::Timestamp> times{start, start + base::Duration{5}};
        Bytes bytes;
        encodeSamples({same, changes, times}, firstSlot, slots, bytes);
        std::mt19937 random(6);
        QVERIFY(!refused(bytes, random));
        bytes.back() |= 0x80U; // nothing changes: marks are the last there is
        bytes.push_back(0);    // how long what it stands for is
        QVERIFY(refused(bytes, random));
    }
};

QTEST_APPLESS_MAIN(TestSampleCodec)

} // namespace tst_samplecodec

#include "tst_samplecodec.moc"
