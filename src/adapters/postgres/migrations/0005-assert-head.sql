-- Under the append lock: fails unless the log ends where a process believes, so that it may write without looking first.
create function fasti.assert_head(expected int8, expected_fence text) returns void language plpgsql as $$
begin
  perform from fasti.log_head where position = expected and fence = expected_fence;
  if not found then raise exception 'somebody else has appended' using errcode = 'FA001'; end if;
end
$$;
