#pragma once

#include "app/headless/recordedinput.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <string>

namespace checkwatch::app {

/// A recording that stays open from one review to the next, so that what is asked next costs no more than its answer. One
/// thread, with an event loop.
class KeptInput final : public QObject
{
    Q_OBJECT

public:
    explicit KeptInput(QObject* parent);

    /// The same object as long as the file is the same. One that is being written is let go of ten seconds after it was
    /// opened: what a reader sees stays in the write-ahead log, with everything after it.
    base::Result<std::shared_ptr<RecordedInput>> open(const std::string& path);

private:
    struct Stamp
    {
        std::string path;
        std::int64_t bytes = 0;
        std::int64_t changed = 0; ///< ms since 1970
        bool growing = false;

        bool operator==(const Stamp&) const = default;
    };
    static Stamp stampOf(const std::string& path);

    std::shared_ptr<RecordedInput> m_input;
    Stamp m_stamp; ///< of m_input when it was opened
    QTimer m_letGo;
};

} // namespace checkwatch::app
