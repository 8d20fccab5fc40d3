#include "models/recording/database.h"

#include "models/recording/filehead.h"
#include "models/recording/frame.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <array>
#include <cstring>
#include <string_view>

namespace checkwatch::recording {
namespace {

constexpr std::array<std::string_view, 3> tables{"root", "manifest", "frame"};

std::string nameOf(Table table)
{
    return std::string(tables[static_cast<std::size_t>(table)]);
}

std::string schemaOf(std::string_view table)
{
    return "CREATE TABLE " + std::string(table) + "(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)";
}

constexpr std::size_t verbs = 3;
constexpr int busyMs = 2000;
/// Steps of SQLite's machine between two looks at the budget, and how many looks one statement has. Listing every row of
/// the largest recording takes a small part of it: a file that takes more leads in circles.
constexpr int stepsPerLook = 1000;
constexpr int looksPerStatement = 200'000;

int lookAtBudget(void* looks)
{
    return --*static_cast<int*>(looks) <= 0 ? 1 : 0;
}

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

base::Result<Database> Database::open(const std::string& path, const std::string& name, int flags)
{
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    Database database(raw, path);
    if (raw == nullptr) {
        return base::Error{base::ErrorCode::Limit, "no memory for the recording", path};
    }
    if (code != SQLITE_OK) {
        return database.error();
    }
    sqlite3_busy_timeout(raw, busyMs);
    database.m_statements.resize(tables.size() * verbs);
    return database;
}

base::Result<Database> Database::openToWrite(const std::string& path)
{
    auto database = open(path, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (!database) {
        return database;
    }
    ::chmod(path.c_str(), S_IRUSR | S_IWUSR);
    // Looked at before anything is written: what is not ours, or is newer, must stay as it is.
    const auto objects = database->number("SELECT count(*) FROM sqlite_schema");
    if (!objects) {
        return objects.error();
    }
    if (*objects != 0) {
        if (auto checked = database->checkSchema(); !checked) {
            return std::move(checked).error();
        }
    }
    if (auto ready = database->prepareToWrite(*objects == 0); !ready) {
        return std::move(ready).error();
    }
    return database;
}

base::Result<void> Database::prepareToWrite(bool isNew)
{
    // Every commit is on the disk when it returns: a commit every few seconds costs little, and no more than that is lost.
    for (const char* const sql : {"PRAGMA page_size=4096", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
                                  "PRAGMA journal_size_limit=16777216"}) {
        if (auto done = run(sql); !done) {
            return done;
        }
    }
    if (!isNew) {
        return {};
    }
    std::string make = "BEGIN;PRAGMA application_id=" + std::to_string(applicationId)
        + ";PRAGMA user_version=" + std::to_string(formatVersion) + ';';
    for (const std::string_view table : tables) {
        make += schemaOf(table) + ';';
    }
    if (auto made = run((make + "COMMIT").c_str()); !made) {
        rollBack();
        return made;
    }
    return checkpoint(); // so that the file's own head says what it is
}

base::Result<Database> Database::openToRead(const std::string& path, ReadMode mode)
{
    const bool sealed = mode == ReadMode::Sealed;
    if (auto head = checkFileHead(path, sealed); !head) {
        return std::move(head).error();
    }
    std::string name = "file:";
    for (const char c : path) { // what a URI gives a meaning to
        constexpr std::string_view hex = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        if (c == '%' || c == '?' || c == '#') {
            (name += '%') += hex[byte >> 4U];
            name += hex[byte & 15U];
        } else {
            name += c;
        }
    }
    auto database = open(path, name + (sealed ? "?immutable=1" : ""), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    if (!database) {
        return database;
    }
    if (auto restricted = database->restrict(); !restricted) {
        return std::move(restricted).error();
    }
    if (auto checked = database->checkSchema(); !checked) {
        return std::move(checked).error();
    }
    return database;
}

/// SQLite's advice for files from strangers (security.html), and limits around everything.
base::Result<void> Database::restrict()
{
    sqlite3* const db = m_database.get();
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_progress_handler(db, stepsPerLook, lookAtBudget, m_looks.get());
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, static_cast<int>(maxFrameBytes + frameHeaderBytes + 4096));
    sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 4096);
    sqlite3_limit(db, SQLITE_LIMIT_COLUMN, 16);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(db, SQLITE_LIMIT_WORKER_THREADS, 0);
    for (const char* const sql : {"PRAGMA mmap_size=0", "PRAGMA cell_size_check=ON", "PRAGMA query_only=ON"}) {
        if (auto done = run(sql); !done) {
            return done;
        }
    }
    return {};
}

/// The schema must be, to the letter, the one this program makes; nothing else may be in the file.
base::Result<void> Database::checkSchema()
{
    const auto mark = number("PRAGMA application_id");
    const auto version = number("PRAGMA user_version");
    if (!mark || !version) {
        return mark ? version.error() : mark.error();
    }
    if (auto known = checkMark(static_cast<std::uint32_t>(*mark), static_cast<std::uint32_t>(*version), m_path);
        !known) {
        return known;
    }
    std::size_t found = 0;
    const auto rows = prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema");
    if (!rows) {
        return rows.error();
    }
    sqlite3_stmt* const raw = rows->get();
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(raw)) == SQLITE_ROW) {
        const auto column = [raw](int number) {
            const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(raw, number));
            return std::string_view(text == nullptr ? "" : text);
        };
        if (found == tables.size() || column(0) != "table" || column(1) != tables[found] || column(2) != tables[found]
            || column(3) != schemaOf(tables[found])) {
            return base::Error{base::ErrorCode::BadInput, "the recording has tables or other objects it must not have",
                               m_path};
        }
        ++found;
    }
    if (code != SQLITE_DONE) {
        return error();
    }
    return found == tables.size()
        ? base::Result<void>()
        : base::Error{base::ErrorCode::BadInput, "tables of the recording are missing", m_path};
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
    Statement& known = m_statements[static_cast<std::size_t>(table) * verbs + static_cast<std::size_t>(verb)];
    if (!known) {
        const std::string name = nameOf(table);
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
    const auto rows = prepare("SELECT id FROM " + nameOf(table));
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
