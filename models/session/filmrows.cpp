#include "models/session/filmrows.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <iterator>
#include <type_traits>

namespace checkwatch::session {
namespace {

using fleet::AlertRow;
using fleet::BackendRow;
using fleet::ServerRow;
using fleet::TargetRow;

/// Puts fields into words, in order.
class Packer
{
public:
    explicit Packer(std::vector<std::uint64_t>& words) : m_words(words) {}

    template <typename T>
    void operator()(const T& field)
    {
        m_words.push_back(word(field));
    }
    /// Several small fields in one word.
    template <typename... Fields>
    void small(const Fields&... fields)
    {
        std::uint64_t sum = 0;
        ((sum = sum << 8U | (word(fields) & 0xffU)), ...);
        m_words.push_back(sum);
    }

private:
    template <typename T>
    static std::uint64_t word(const T& field)
    {
        if constexpr (std::is_same_v<T, double>) {
            return std::bit_cast<std::uint64_t>(field);
        } else if constexpr (std::is_same_v<T, float>) {
            return std::bit_cast<std::uint32_t>(field);
        } else if constexpr (std::is_same_v<T, base::Timestamp>) {
            return static_cast<std::uint64_t>(base::unixMs(field));
        } else if constexpr (std::is_same_v<T, base::Duration>) {
            return static_cast<std::uint64_t>(field.count());
        } else {
            return static_cast<std::uint64_t>(field);
        }
    }
    std::vector<std::uint64_t>& m_words;
};

/// Takes them out again.
class Unpacker
{
public:
    explicit Unpacker(std::span<const std::uint64_t> words) : m_words(words) {}

    template <typename T>
    void operator()(T& field)
    {
        set(field, next());
    }
    template <typename... Fields>
    void small(Fields&... fields)
    {
        std::uint64_t sum = next();
        unsigned shift = sizeof...(Fields) * 8U;
        ((shift -= 8U, set(fields, sum >> shift & 0xffU)), ...);
    }
    std::uint64_t next()
    {
        const std::uint64_t word = m_words.front();
        m_words = m_words.subspan(1);
        return word;
    }

private:
    template <typename T>
    static void set(T& field, std::uint64_t word)
    {
        if constexpr (std::is_same_v<T, double>) {
            field = std::bit_cast<double>(word);
        } else if constexpr (std::is_same_v<T, float>) {
            field = std::bit_cast<float>(static_cast<std::uint32_t>(word));
        } else if constexpr (std::is_same_v<T, base::Timestamp>) {
            field = base::fromUnixMs(static_cast<std::int64_t>(word));
        } else if constexpr (std::is_same_v<T, base::Duration>) {
            field = base::Duration{static_cast<std::int64_t>(word)};
        } else {
            field = static_cast<T>(word);
        }
    }
    std::span<const std::uint64_t> m_words;
};

// The fields of a row, in one order for both ways. Row is const where it is packed.

template <typename Row, typename Words>
void fields(Row& row, Words& words)
    requires std::is_same_v<std::remove_const_t<Row>, ServerRow>
{
    words.small(row.state, row.shown, row.was, row.check, row.outCause);
    words.small(row.lastCheckFailed, row.failuresCounted, row.wasDownBeforeReload);
    words(row.checkCode);
    words(row.checkDurationMs);
    words(row.increase);
    words(row.failuresTotal);
    words(row.upDownTotal);
    words(row.weight);
    words(row.throttlePercent);
    words(row.sessions);
    words(row.queue);
    words(row.rate5xx);
    words(row.since);
    words(row.alert);
    words(row.clearedDownAt);
    words(row.urgency);
}

template <typename Row, typename Words>
void fields(Row& row, Words& words)
    requires std::is_same_v<std::remove_const_t<Row>, TargetRow>
{
    words(row.id);
    words.small(row.exporter, row.freshness, row.lack);
    words(row.lastGood);
    words(row.unknownSince);
    words(row.interval);
    words(row.scrapeSeconds);
    words(row.bodyBytes);
    words(row.samples);
    words(row.servers);
    words(row.processStart);
    words(row.reloadedAt);
    words(row.watchingSince);
    words(row.cannotFireBefore);
    words.small(row.lastError.code);
    words(row.lastError.line);
    words(row.lastError.column);
}

template <typename Row, typename Words>
void fields(Row& row, Words& words)
    requires std::is_same_v<std::remove_const_t<Row>, BackendRow>
{
    words(row.servers);
    words(row.inRotation);
    words(row.down);
    words(row.firing);
    words(row.pending);
    words(row.out);
    words.small(row.worst, row.noneLeft, row.stale);
    words(row.sessions);
    words(row.queue);
    words(row.rate5xx);
}

template <typename Row, typename Words>
void fields(Row& row, Words& words)
    requires std::is_same_v<std::remove_const_t<Row>, AlertRow>
{
    words.small(row.alert.state, row.phase);
    words(row.alert.activeAt);
    words(row.alert.firedAt);
    words(row.alert.resolvedAt);
    words(row.alert.keepFiringSince);
    words(row.alert.value);
    words(row.firesAt);
    words(row.phaseSince);
}

} // namespace

void FilmBook::add(FilmNews news)
{
    std::ranges::move(news.servers, std::back_inserter(*servers));
    for (fleet::AlertRow& face : news.faces) {
        all.faces.push_back(std::move(face));
    }
    news.servers.clear();
    news.faces.clear();
    all.append(news);
}

void packServers(const fleet::ServerBlock& block, FilmNames& names, WordTable& out)
{
    out.words.clear();
    Packer words(out.words);
    for (const ServerRow& row : block.rows) {
        words(names.server(*row.identity));
        fields(row, words);
    }
    assert(out.rows() == block.rows.size());
}

std::vector<ServerRow> unpackServers(const WordTable& table, const FilmBook& book)
{
    std::vector<ServerRow> rows(table.rows());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Unpacker words(table.row(i));
        rows[i].identity = &(*book.servers)[words.next()];
        fields(rows[i], words);
    }
    return rows;
}

void packTargets(const std::vector<TargetRow>& rows, FilmNames& names, WordTable& out)
{
    out.words.clear();
    Packer words(out.words);
    for (const TargetRow& row : rows) {
        for (const std::string* text :
             {&row.job, &row.instance, &row.url, &row.version, &row.lastError.message, &row.lastError.where}) {
            words(names.text(*text));
        }
        words(names.labels(row.labels));
        fields(row, words);
    }
    assert(out.rows() == rows.size());
}

std::vector<TargetRow> unpackTargets(const WordTable& table, const FilmBook& book)
{
    std::vector<TargetRow> rows(table.rows());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Unpacker words(table.row(i));
        TargetRow& row = rows[i];
        for (std::string* text :
             {&row.job, &row.instance, &row.url, &row.version, &row.lastError.message, &row.lastError.where}) {
            *text = book.text(words.next());
        }
        row.labels = book.all.labels[words.next()];
        fields(row, words);
    }
    return rows;
}

void packBackends(const std::vector<BackendRow>& rows, FilmNames& names, WordTable& out)
{
    out.words.clear();
    Packer words(out.words);
    for (const BackendRow& row : rows) {
        for (const std::string* text : {&row.job, &row.instance, &row.proxy}) {
            words(names.text(*text));
        }
        words(names.serverOf(row.firstDown));
        fields(row, words);
    }
    assert(out.rows() == rows.size());
}

std::vector<BackendRow> unpackBackends(const WordTable& table, const FilmBook& book)
{
    std::vector<BackendRow> rows(table.rows());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Unpacker words(table.row(i));
        BackendRow& row = rows[i];
        for (std::string* text : {&row.job, &row.instance, &row.proxy}) {
            *text = book.text(words.next());
        }
        words(row.firstDown);
        fields(row, words);
    }
    return rows;
}

void packAlerts(const std::vector<AlertRow>& rows, FilmNames& names, WordTable& out)
{
    out.words.clear();
    Packer words(out.words);
    for (const AlertRow& row : rows) {
        words(names.face(row));
        words(names.silence(row.silence));
        fields(row, words);
    }
    assert(out.rows() == rows.size());
}

std::vector<AlertRow> unpackAlerts(const WordTable& table, const FilmBook& book)
{
    std::vector<AlertRow> rows;
    rows.reserve(table.rows());
    for (std::size_t i = 0; i < table.rows(); ++i) {
        Unpacker words(table.row(i));
        rows.push_back(book.all.faces[words.next()]);
        const std::uint64_t silence = words.next();
        rows.back().silence = silence == 0 ? nullptr : book.all.silences[silence - 1];
        fields(rows.back(), words);
    }
    return rows;
}

} // namespace checkwatch::session
