#include "ui/common/canberra.h"

#include <QFile>
#include <QLibrary>

namespace checkwatch::common {
namespace {

// canberra.h, as far as it is used here; the names are the library's own.
using Finished = void (*)(void* context, std::uint32_t id, int error, void* data);
constexpr int canceled = -11;
constexpr int destroyed = -10;

struct Calls
{
    int (*contextCreate)(void** context) = nullptr;
    int (*contextDestroy)(void* context) = nullptr;
    int (*contextOpen)(void* context) = nullptr;
    int (*contextPlayFull)(void* context, std::uint32_t id, void* properties, Finished finished, void* data) = nullptr;
    int (*proplistCreate)(void** properties) = nullptr;
    int (*proplistDestroy)(void* properties) = nullptr;
    int (*proplistSets)(void* properties, const char* key, const char* value) = nullptr;
    const char* (*strerror)(int code) = nullptr;
    bool whole = false;
};

template <typename Call>
bool resolve(QLibrary& library, const char* name, Call& call)
{
    call = reinterpret_cast<Call>(library.resolve(name));
    return call != nullptr;
}

Calls resolved()
{
    Calls calls;
    QLibrary library(QStringLiteral("canberra"), 0); // stays loaded
    calls.whole = library.load() && resolve(library, "ca_context_create", calls.contextCreate)
        && resolve(library, "ca_context_destroy", calls.contextDestroy)
        && resolve(library, "ca_context_open", calls.contextOpen)
        && resolve(library, "ca_context_play_full", calls.contextPlayFull)
        && resolve(library, "ca_proplist_create", calls.proplistCreate)
        && resolve(library, "ca_proplist_destroy", calls.proplistDestroy)
        && resolve(library, "ca_proplist_sets", calls.proplistSets) && resolve(library, "ca_strerror", calls.strerror);
    return calls;
}

/// Again while it is not there: it may be installed while the wall stands.
const Calls& calls()
{
    static Calls known;
    if (!known.whole) {
        known = resolved();
    }
    return known;
}

base::Error refused(int code)
{
    return {base::ErrorCode::Refused, calls().strerror(code)};
}

} // namespace

Canberra::~Canberra()
{
    close();
}

void Canberra::close()
{
    if (m_context != nullptr) {
        calls().contextDestroy(m_context);
        m_context = nullptr;
    }
}

base::Result<void> Canberra::open()
{
    if (!calls().whole) {
        return base::Error{base::ErrorCode::NotFound, "libcanberra0 is not installed"};
    }
    if (m_context != nullptr) {
        return {};
    }
    int code = calls().contextCreate(&m_context);
    if (code == 0) {
        code = calls().contextOpen(m_context);
    }
    if (code != 0) {
        close();
        return refused(code);
    }
    return {};
}

base::Result<void> Canberra::readable(const QString& file)
{
    QFile sound(file);
    if (!sound.open(QIODevice::ReadOnly)) {
        return base::Error{base::ErrorCode::NotFound, "cannot read it: " + sound.errorString().toStdString(),
                           file.toStdString()};
    }
    return {};
}

base::Result<void> Canberra::play(const QString& file)
{
    const bool wasOpen = m_context != nullptr;
    for (const auto& possible : {readable(file), open()}) {
        if (!possible) {
            return possible;
        }
    }
    void* properties = nullptr;
    int code = calls().proplistCreate(&properties);
    if (code == 0) {
        calls().proplistSets(properties, "media.filename", QFile::encodeName(file).constData());
        calls().proplistSets(properties, "media.name", "alarm");
        calls().proplistSets(properties, "application.name", "Checkwatch");
        const Finished finished = [](void*, std::uint32_t, int error, void* data) {
            if (error != destroyed && error != canceled) {
                static_cast<Canberra*>(data)->m_played(error == 0 ? QString()
                                                                  : QString::fromUtf8(calls().strerror(error)));
            }
        };
        code = calls().contextPlayFull(m_context, 1, properties, finished, this);
        calls().proplistDestroy(properties);
    }
    if (code != 0) {
        close(); // a sound server that has gone is looked for anew
        return wasOpen ? play(file) : refused(code);
    }
    return {};
}

} // namespace checkwatch::common
