/** What `prof pprof` says to who asks for help or gets its flags wrong. */
export const PPROF_USAGE = `usage: prof pprof [FORMAT] [options] [binary] SOURCE...

SOURCE is a profile's file or URL; several are merged. Flags come first, in Go's syntax (-f, -f=value, -f value),
with the names and meanings of go tool pprof. Without a format, in a terminal, a prompt asks for reports.

  Formats        -top -text -tree -peek=REGEXP -list=REGEXP -traces -tags -comments -raw -proto -topproto
                 -dot -callgrind; by Graphviz -svg -png -gif -pdf -ps
  Files          -output=FILE  -base=SOURCE  -diff_base=SOURCE  -normalize  -add_comment=TEXT  -buildid=ID
  Values         -sample_index=TYPE  -unit=UNIT  -mean  -divide_by=N  -relative_percentages
                 -inuse_space -inuse_objects -alloc_space -alloc_objects -contentions -total_delay -mean_delay
  Order          -flat  -cum
  Granularity    -functions -filefunctions -files -lines -addresses -noinlines -showcolumns
  Limits         -nodecount=N  -nodefraction=F  -edgefraction=F  -trim=false  -drop_negative
  Filters        -focus -ignore -hide -show -show_from -prune_from -tagfocus -tagignore -tagshow -taghide (regexps)
  Labels         -tagroot=KEYS  -tagleaf=KEYS
  Names          -symbolize=none|force|demangle=none|demangle=templates|demangle=full
                 -trim_path=PATHS  -source_path=PATHS  -all_frames
  Header         -compact_labels
  URLs           -seconds=N  -timeout=N  -tls_cert=FILE  -tls_key=FILE  -tls_ca=FILE
`;
