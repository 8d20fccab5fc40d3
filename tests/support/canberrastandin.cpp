#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

// Stands in for libcanberra.so.0, so that a test can tell what a program plays on a machine without a loudspeaker. What it
// is asked to play goes into the file that CANBERRA_HEARD names, a line each: the file's name and its first four bytes.
// CANBERRA_OPENS and CANBERRA_ENDS are what opening and the end of a sound come to, 0 where they are not set. With
// CANBERRA_HANGS=1 playing does not return before somebody calls canberra_standin_let_go().
namespace {

using Properties = std::map<std::string, std::string>;

int valueOf(const char* variable)
{
    const char* const text = std::getenv(variable);
    return text == nullptr ? 0 : std::atoi(text);
}

int context = 0;
std::atomic<bool> mayGo = false;

} // namespace

extern "C" {

int ca_context_create(void** made)
{
    *made = &context;
    return 0;
}

int ca_context_destroy(void*)
{
    return 0;
}

int ca_context_open(void*)
{
    return valueOf("CANBERRA_OPENS");
}

int ca_proplist_create(void** made)
{
    *made = new Properties;
    return 0;
}

int ca_proplist_destroy(void* properties)
{
    delete static_cast<Properties*>(properties);
    return 0;
}

int ca_proplist_sets(void* properties, const char* key, const char* value)
{
    (*static_cast<Properties*>(properties))[key] = value;
    return 0;
}

int ca_context_play_full(void* played, std::uint32_t id, void* properties,
                         void (*finished)(void*, std::uint32_t, int, void*), void* data)
{
    const std::string name = (*static_cast<Properties*>(properties))["media.filename"];
    std::string head(4, '\0');
    std::ifstream(name, std::ios::binary).read(head.data(), 4);
    if (const char* const heard = std::getenv("CANBERRA_HEARD")) {
        std::ofstream(heard, std::ios::app) << name << ' ' << head << '\n';
    }
    if (valueOf("CANBERRA_HANGS") != 0) {
        mayGo.wait(false);
    }
    finished(played, id, valueOf("CANBERRA_ENDS"), data);
    return 0;
}

void canberra_standin_let_go()
{
    mayGo = true;
    mayGo.notify_all();
}

const char* ca_strerror(int code)
{
    return code == -5 ? "No suitable driver" : "Something else";
}

} // extern "C"
