#pragma once

#include "models/base/result.h"
#include "models/recording/bytes.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace checkwatch::recording {

/// The three tables of a recording. Each has a number and some bytes, a frame, per row.
enum class Table : std::uint8_t { Root, Manifest, Frame };

/// How a recording is opened to be read. Either way nothing in the file can make SQLite do anything but look up rows.
enum class ReadMode : std::uint8_t {
    Sealed, ///< nobody writes: no journal or lock beside the file is looked at or made
    Live,   ///< somebody may be writing
};

/// A recording's SQLite container: rows in, rows out. What the bytes mean is others' business. One thread at a time.
class Database
{
public:
    /// Opens or makes the file (mode 0600). The caller holds the writer's lock.
    static base::Result<Database> openToWrite(const std::string& path);
    /// Checks the file's head, size and schema before anything else is read from it.
    static base::Result<Database> openToRead(const std::string& path, ReadMode mode);

    base::Result<void> begin();
    base::Result<void> commit();
    void rollBack();
    base::Result<void> put(Table table, std::int64_t id, std::span<const std::uint8_t> bytes);
    base::Result<void> remove(Table table, std::int64_t id);
    /// The row's bytes; nullopt where there is no such row. Valid until the next call for the same table.
    base::Result<std::optional<std::span<const std::uint8_t>>> get(Table table, std::int64_t id);
    /// The numbers of all rows, as far as they can be read.
    std::vector<std::int64_t> ids(Table table);
    /// Copies what the write-ahead log holds into the file.
    base::Result<void> checkpoint();
    /// Gives back unused pages and does without a write-ahead log from here on.
    base::Result<void> finish();
    /// Of the file without unused pages.
    base::Result<std::uint64_t> usedBytes();

private:
    struct CloseDatabase
    {
        void operator()(sqlite3* database) const;
    };
    struct FinishStatement
    {
        void operator()(sqlite3_stmt* statement) const;
    };
    using Statement = std::unique_ptr<sqlite3_stmt, FinishStatement>;
    enum class Verb : std::uint8_t { Get, Put, Remove };

    Database(sqlite3* database, std::string path)
        : m_looks(std::make_unique<int>(0)), m_database(database), m_path(std::move(path))
    {
    }
    static base::Result<Database> open(const std::string& path, const std::string& name, int flags);
    base::Result<void> prepareToWrite(bool isNew);
    base::Result<void> restrict();
    base::Result<void> checkSchema();
    base::Result<Statement> prepare(const std::string& sql);
    base::Result<void> run(const char* sql);
    base::Result<std::int64_t> number(const char* sql);
    base::Result<sqlite3_stmt*> statement(Table table, Verb verb);
    void endReads();
    base::Result<void> step(sqlite3_stmt* statement);
    [[nodiscard]] base::Error error() const;

    std::unique_ptr<int> m_looks; ///< what is left of the running statement's budget; outlives the database
    std::unique_ptr<sqlite3, CloseDatabase> m_database;
    std::string m_path;
    std::vector<Statement> m_statements; ///< by table and verb
};

} // namespace checkwatch::recording
