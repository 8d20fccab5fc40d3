#include "models/recording/database.h"

#include "models/recording/tables.h"

#include <sqlite3.h>

#include <cstring>

namespace checkwatch::recording {
namespace {

/// How many looks at the budget (every `stepsPerLook`) one statement has. Listing every row of the largest recording takes
/// a small part of it: a file that takes more leads in circles.
constexpr int looksPerStatement = 200'000;

base::ErrorCode codeOf(int code)
{
    switch (code & 0xff) {
    case SQLITE_FULL: return base::ErrorCode::Limit;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_TOOBIG:
    case SQLITE_SCHEMA:
    case SQLITE_MISMATCH: return base::ErrorCode::BadInput;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT: return base::ErrorCode::Timeout;
    default: return base::ErrorCode::Refused;
    }
}

/// In words of the file; the library's own where there are no better ones.
std::string wordsOf(int code, sqlite3* database)
{
    std::string own = sqlite3_errmsg(database);
    const int reason = sqlite3_system_errno(database);
    const std::string because = reason == 0 ? own : std::string(std::strerror(reason));
    switch (code & 0xff) {
    case SQLITE_FULL: return "the disk is full";
    case SQLITE_CANTOPEN: return "cannot open or make the file: " + because;
    case SQLITE_IOERR: return "reading or writing failed: " + because;
    case SQLITE_READONLY: return "the file may not be written";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another program is at the file";
    case SQLITE_CORRUPT: return "the file is damaged: " + own;
    default: return own;
    }
}

} // namespace

void Database::CloseDatabase::operator()(sqlite3* database) const
{
    sqlite3_close_v2(database);
}

void Database::FinishStatement::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

base::Error Database::error() const
{
    const int code = sqlite3_extended_errcode(m_database.get());
    return {codeOf(code), wordsOf(code, m_database.get()), m_path};
}

base::Result<Database::Statement> Database::prepare(const std::string& sql)
{
    *m_looks = looksPerStatement;
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v3(m_database.get(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr) != SQLITE_OK) {
        return error();
    }
    return Statement(raw);
}

base::Result<void> Database::run(const char* sql)
{
    *m_looks = looksPerStatement;
    if (sqlite3_exec(m_database.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        return error();
    }
    return {};
}

base::Result<std::int64_t> Database::number(const char* sql)
{
    const auto row = prepare(sql);
    if (!row) {
        return row.error();
    }
    if (sqlite3_step(row->get()) != SQLITE_ROW) {
        return error();
    }
    return static_cast<std::int64_t>(sqlite3_column_int64(row->get(), 0));
}

void Database::endReads()
{
    for (const Statement& statement : m_statements) {
        sqlite3_reset(statement.get());
    }
}

base::Result<void> Database::begin()
{
    endReads();
    return run("BEGIN");
}

base::Result<void> Database::commit()
{
    return run("COMMIT");
}

void Database::rollBack()
{
    endReads();
    sqlite3_exec(m_database.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

base::Result<sqlite3_stmt*> Database::statement(Table table, Verb verb)
{
    Statement& known = m_statements[static_cast<std::size_t>(table) * verbsOfTable + static_cast<std::size_t>(verb)];
    if (!known) {
        const std::string name = tableName(table);
        const std::string sql = verb == Verb::Get ? "SELECT bytes FROM " + name + " WHERE id = ?1"
            : verb == Verb::Put                   ? "INSERT OR REPLACE INTO " + name + " VALUES(?1, ?2)"
                                                  : "DELETE FROM " + name + " WHERE id = ?1";
        auto made = prepare(sql);
        if (!made) {
            return std::move(made).error();
        }
        known = std::move(*made);
    }
    sqlite3_reset(known.get());
    *m_looks = looksPerStatement;
    return known.get();
}

base::Result<void> Database::step(sqlite3_stmt* statement)
{
    const int code = sqlite3_step(statement);
    if (code != SQLITE_DONE) {
        const base::Error what = error();
        sqlite3_reset(statement);
        return what;
    }
    sqlite3_reset(statement);
    return {};
}

base::Result<void> Database::put(Table table, std::int64_t id, std::span<const std::uint8_t> bytes)
{
    const auto row = statement(table, Verb::Put);
    if (!row) {
        return row.error();
    }
    sqlite3_bind_int64(*row, 1, id);
    sqlite3_bind_blob64(*row, 2, bytes.data(), bytes.size(), SQLITE_STATIC);
    return step(*row);
}

base::Result<void> Database::remove(Table table, std::int64_t id)
{
    const auto row = statement(table, Verb::Remove);
    if (!row) {
        return row.error();
    }
    sqlite3_bind_int64(*row, 1, id);
    return step(*row);
}

base::Result<std::optional<std::span<const std::uint8_t>>> Database::get(Table table, std::int64_t id)
{
    const auto row = statement(table, Verb::Get);
    if (!row) {
        return row.error();
    }
    sqlite3_bind_int64(*row, 1, id);
    const int code = sqlite3_step(*row);
    if (code == SQLITE_DONE) {
        return std::optional<std::span<const std::uint8_t>>();
    }
    if (code != SQLITE_ROW) {
        return error();
    }
    const auto* const bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(*row, 0));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(*row, 0));
    return std::optional(std::span<const std::uint8_t>(bytes, bytes == nullptr ? 0 : size));
}

std::vector<std::int64_t> Database::ids(Table table)
{
    std::vector<std::int64_t> out;
    const auto rows = prepare("SELECT id FROM " + tableName(table));
    while (rows && sqlite3_step(rows->get()) == SQLITE_ROW) {
        out.push_back(sqlite3_column_int64(rows->get(), 0));
    }
    return out;
}

base::Result<void> Database::checkpoint()
{
    endReads();
    return run("PRAGMA wal_checkpoint(TRUNCATE)");
}

base::Result<void> Database::finish()
{
    endReads();
    for (const char* const sql : {"VACUUM", "PRAGMA journal_mode=DELETE"}) {
        if (auto done = run(sql); !done) {
            return done;
        }
    }
    return {};
}

base::Result<std::uint64_t> Database::usedBytes()
{
    const auto pages = number("SELECT (SELECT * FROM pragma_page_count) - (SELECT * FROM pragma_freelist_count)");
    if (!pages) {
        return pages.error();
    }
    constexpr std::uint64_t pageBytes = 4096;
    return static_cast<std::uint64_t>(*pages) * pageBytes;
}

} // namespace checkwatch::recording
