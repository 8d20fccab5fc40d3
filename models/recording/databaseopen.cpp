#include "models/recording/database.h"
#include "models/recording/filehead.h"
#include "models/recording/frame.h"
#include "models/recording/tables.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <string_view>

// How a recording's container is opened: to write, or to read what a stranger may have made.
namespace checkwatch::recording {
namespace {

constexpr int busyMs = 2000;
/// Steps of SQLite's machine between two looks at the budget of the running statement.
constexpr int stepsPerLook = 1000;

int lookAtBudget(void* looks)
{
    return --*static_cast<int*>(looks) <= 0 ? 1 : 0;
}

std::string schemaOf(std::string_view table)
{
    return "CREATE TABLE " + std::string(table) + "(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)";
}

} // namespace

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
    database.m_statements.resize(tables.size() * verbsOfTable);
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

} // namespace checkwatch::recording
