/* What it costs GMime to read messages: to parse them, and to decode all their parts too.

   Usage: gmime-walk LIST ROUNDS; prints what Benchmarks/read-mail prints. */
#include <gmime/gmime.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double processor_nanoseconds(void)
{
    struct timespec spent;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return spent.tv_sec * 1e9 + spent.tv_nsec;
}

static void decode(GMimeObject *parent, GMimeObject *part, gpointer nowhere)
{
    (void)parent;
    if (GMIME_IS_MESSAGE_PART(part)) {
        GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
        if (message) g_mime_message_foreach(message, decode, nowhere);
    } else if (GMIME_IS_PART(part)) {
        GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part));
        if (content) g_mime_data_wrapper_write_to_stream(content, nowhere);
    }
}

static void read_message(const char *bytes, size_t count, bool decodes, GMimeStream *nowhere)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, count);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message && decodes) g_mime_message_foreach(message, decode, nowhere);
    if (message) g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
}

int main(int argc, char **argv)
{
    char *list = NULL;
    if (argc != 3 || !g_file_get_contents(argv[1], &list, NULL, NULL)) {
        fprintf(stderr, "Usage: gmime-walk LIST ROUNDS\n");
        return 64;
    }
    char **paths = g_strsplit(g_strstrip(list), "\n", -1);
    guint count = g_strv_length(paths);
    char **messages = g_new0(char *, count);
    gsize *sizes = g_new0(gsize, count);
    double bytes = 0;
    for (guint i = 0; i < count; i++) {
        if (!g_file_get_contents(paths[i], &messages[i], &sizes[i], NULL)) {
            fprintf(stderr, "gmime-walk: cannot read %s\n", paths[i]);
            return 66;
        }
        bytes += sizes[i];
    }
    g_mime_init();
    GMimeStream *nowhere = g_mime_stream_null_new();
    for (int decodes = 0; decodes <= 1; decodes++) {
        double fastest = 0;
        for (int round = 0; round < atoi(argv[2]); round++) {
            double start = processor_nanoseconds();
            for (guint i = 0; i < count; i++) read_message(messages[i], sizes[i], decodes, nowhere);
            double spent = processor_nanoseconds() - start;
            if (round == 0 || spent < fastest) fastest = spent;
        }
        printf("gmime-%s %u %.0f %.1f %.1f\n", decodes ? "decode" : "parse", count, bytes, fastest / 1e3 / count,
               bytes * 1e3 / fastest);
    }
    return 0;
}
